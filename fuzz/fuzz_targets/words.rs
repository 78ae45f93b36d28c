#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::words::run, 256, 256);
