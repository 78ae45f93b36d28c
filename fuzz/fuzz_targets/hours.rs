#![no_main]

// Two years of dates, each with hours of its own.
nigh_fuzz::fuzz!(nigh_fuzz::targets::hours::run, 1_024, 256);
