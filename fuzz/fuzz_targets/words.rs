#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::words::run, 1_024, 512);
