#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::feeds::google_stores, 256, 256);
