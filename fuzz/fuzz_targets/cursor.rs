#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::cursor::run, 256, 256);
