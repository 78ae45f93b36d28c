#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::places::run, 256, 256);
