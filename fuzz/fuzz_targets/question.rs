#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::question::run, 256, 256);
