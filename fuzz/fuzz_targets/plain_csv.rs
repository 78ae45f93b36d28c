#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::feeds::plain_csv, 256, 256);
