#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::page::run, 256, 256);
