#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::manifest::run, 256, 256);
