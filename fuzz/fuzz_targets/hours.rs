#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::hours::run, 1_024, 256);
