//! A small invented chain for shopping agents: each store with something of its own.

use crate::agency::Agency;
use crate::shelves::Shelves;
use crate::town::at;
use crate::worlds::{World, half_year};
use nigh::feed::{self, Options, Source};
use nigh::item::Quantities;
use nigh::snapshot::{Limits, Snapshot, build};
use nigh::time::UtcSeconds;

const STORES: &str = r#"id,name,lat,lng,street_address,locality,region,postal_code,country,phone,category,opening_hours,timezone,amenities,delivery_radius_m,delivery_postcodes,delivery_regions,delivery_area
store-17,Nassau Street,40.7081,-74.0105,17 Nassau St,New York,NY,10005,US,+1 212 555 0117,kitchenware,"Mo 09:00-12:30,13:30-21:00; Fr 18:00-02:00; Sa 00:00-24:00; 2026 Nov 26 off; 2026 Dec 24 09:00-13:00,14:00-17:00",America/New_York,dev.ucp.amenity.parking; Repair bench,,10005; 10006,,
store-18,Broadway,40.7127,-74.0059,233 Broadway,New York,NY,10279,US,,kitchenware,Mo-Su 18:00-02:00,America/New_York,dev.ucp.amenity.parking,3000,,,
store-19,Café Späti,40.7306,-73.9866,1 Astor Pl,New York,NY,10003,US,,cafe,Mo-Su 18:00+,America/New_York,dev.ucp.amenity.wi_fi,,,NY; US-NJ,
store-20,Mitte,52.5263,13.4022,Große Übungsstraße 7,Berlin,,10178,DE,,kitchenware,Mo-Sa 10:00-20:00,Europe/Berlin,Repair bench,,,Berlin; Brandenburg,
store-21,Queen Street,43.6532,-79.3832,100 Queen St W,Toronto,ON,M5H 2N2,CA,,kitchenware,,America/Toronto,,,,*,
store-22,By Phone,,,,,,,US,,,Mo-Fr 09:00-17:00,America/New_York,,,,,"{""type"":""Polygon"",""coordinates"":[[[-74.1,40.6],[-73.9,40.6],[-73.9,40.8],[-74.1,40.8],[-74.1,40.6]],[[-74.02,40.69],[-74.0,40.69],[-74.0,40.7],[-74.02,40.7],[-74.02,40.69]]]}"
store-23,Taveuni,-16.8,179.99,,Taveuni,,,FJ,,,Mo-Su 08:00-17:00,Pacific/Fiji,,,,,"{""type"":""MultiPolygon"",""coordinates"":[[[[179,-18],[180,-18],[180,-16],[179,-16],[179,-18]]],[[[-180,-18],[-179,-18],[-179,-16],[-180,-16],[-180,-18]]]]}"
store-24,Rabi,-16.8,-179.99,,Rabi,,,FJ,,,Mo-Su 08:00-17:00,Pacific/Fiji,,,,,
"quo""ted/ü",Closed Shop,40.7000,-74.0000,,,,,US,,,Mo-Su off,America/New_York,,,,,
"#;

const PRODUCTS: &str = "id\ttitle\tgtin\tprice\nsku-1001\tEspresso machine\t9521234000013\t199.00 USD\nsku-2002\tGrinder\t\t89.00 USD\nsku-3003\tKettle\t\t49.00 USD\n";

const INVENTORY: &str = "store_code\tid\tavailability\tquantity\nstore-17\tsku-1001\tin stock\t3\nstore-17\tsku-2002\tlimited\t\nstore-18\tsku-1001\tin stock\t1\nstore-18\tsku-2002\tout of stock\t0\nstore-20\tsku-2002\tin stock\t2\nstore-22\tsku-1001\tin stock\t9\nstore-21\tsku-3003\tout of stock\t0\n";

/// A Sunday, seven in the morning in New York.
pub fn now() -> UtcSeconds {
    at("2026-11-22T12:00:30Z")
}

pub fn snapshot(limits: Limits) -> Snapshot {
    let built_at = half_year().instants().start.plus(86_400);
    let options = Options {
        namespace: "com.example".parse().unwrap(),
        horizon: half_year(),
        built_at,
        format: None,
        country: None,
    };
    let source = Source { label: "stores", bytes: STORES.as_bytes() };
    let (listings, report) = feed::read(&[source], &options, &mut |_| {});
    assert_eq!((report.refused(), report.repaired()), (0, 0), "{:?}", report.lines());
    let world = World::within("agents' town", listings, half_year());
    let shelves = Shelves::of(world.listings, PRODUCTS, &[INVENTORY]);
    let goods = Some(shelves.goods(Quantities::default()));
    build(&shelves.listings, &world.zones, built_at, half_year(), limits, goods).unwrap()
}

pub fn agency() -> Agency {
    Agency::new(snapshot(Limits::default()), now())
}
