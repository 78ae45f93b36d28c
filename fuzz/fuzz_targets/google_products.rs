#![no_main]

nigh_fuzz::fuzz!(nigh_fuzz::targets::goods::google_products, 256, 256);
