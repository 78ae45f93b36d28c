#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::compiled::run, 1_024, 512);
