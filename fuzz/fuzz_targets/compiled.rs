#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::compiled::run, 256, 256);
