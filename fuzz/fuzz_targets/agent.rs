#![no_main]

// A hundred stores, as JSON over both transports.
nigh_fuzz::fuzz!(nigh_fuzz::targets::agent::run, 2_048, 256);
