#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::head::run, 1_024, 512);
