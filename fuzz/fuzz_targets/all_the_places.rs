#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::feeds::all_the_places, 256, 256);
