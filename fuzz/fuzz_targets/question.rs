#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::question::run, 1_024, 512);
