//! What an attribute of the feed holds, by its name.

use super::super::records::{Column, Schema};
use super::super::report::StockFormat;

/// What a cell holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Field {
    Id,
    Title,
    Description,
    Link,
    ImageLink,
    Brand,
    Gtin,
    Category,
    ProductType,
    Price,
    SalePrice,
    SaleTime,
    Count,
}

/// Its names.
pub(in crate::feed) static SCHEMA: Schema = Schema {
    fields: Field::Count as usize,
    column,
    required: &[(Field::Id as usize, "id")],
    formats: [StockFormat::GoogleProductsTsv, StockFormat::GoogleProductsXml],
};

/// Attributes that nothing is made of.
const UNUSED: [&str; 46] = [
    "additionalimagelink",
    "adult",
    "agegroup",
    "availability",
    "availabilitydate",
    "canonicallink",
    "color",
    "condition",
    "costofgoodssold",
    "energyefficiencyclass",
    "expirationdate",
    "gender",
    "identifierexists",
    "installment",
    "isbundle",
    "itemgroupid",
    "lifestyleimagelink",
    "linktemplate",
    "loyaltypoints",
    "loyaltyprogram",
    "material",
    "maxenergyefficiencyclass",
    "maxhandlingtime",
    "minenergyefficiencyclass",
    "minhandlingtime",
    "mobilelink",
    "mobilelinktemplate",
    "mpn",
    "multipack",
    "pattern",
    "pause",
    "pickupmethod",
    "pickupsla",
    "productdetail",
    "producthighlight",
    "promotionid",
    "shorttitle",
    "size",
    "sizesystem",
    "sizetype",
    "structureddescription",
    "structuredtitle",
    "subscriptioncost",
    "transittimelabel",
    "unitpricingbasemeasure",
    "unitpricingmeasure",
];

/// Beginnings of families of attributes that nothing is made of.
const UNUSED_FAMILIES: [&str; 9] = [
    "adslabels",
    "adsgrouping",
    "adsredirect",
    "customlabel",
    "displayads",
    "excluded",
    "included",
    "ship",
    "tax",
];

fn column(name: &str) -> Option<Column> {
    let field = match name {
        "id" => Field::Id,
        "title" => Field::Title,
        "description" => Field::Description,
        "link" => Field::Link,
        "imagelink" => Field::ImageLink,
        "brand" => Field::Brand,
        "gtin" => Field::Gtin,
        "googleproductcategory" => Field::Category,
        "producttype" => Field::ProductType,
        "price" => Field::Price,
        "saleprice" => Field::SalePrice,
        "salepriceeffectivedate" => Field::SaleTime,
        other => {
            let is_unused = UNUSED.contains(&other)
                || UNUSED_FAMILIES.iter().any(|family| other.starts_with(family));
            return is_unused.then_some(Column::Unused);
        }
    };
    Some(Column::Field(field as usize))
}
