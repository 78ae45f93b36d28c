#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::texts::run, 256, 256);
