#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::head::run, 256, 256);
