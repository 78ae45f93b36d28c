#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::clock_hours::run, 256, 256);
