#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::goods::google_inventory, 256, 256);
