#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::page::run, 1_024, 512);
