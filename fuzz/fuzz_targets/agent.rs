#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::agent::run, 2_048, 256);
