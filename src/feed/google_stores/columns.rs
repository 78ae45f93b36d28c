//! What a column of the sheet holds, by its header.

use super::super::text::plain;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Code,
    Name,
    /// 0 is the street address; the others, and the sub-locality, are the extended one.
    Line(usize),
    Locality,
    Region,
    Country,
    Postcode,
    Latitude,
    Longitude,
    Phone,
    Website,
    Category,
    /// 0 is Monday.
    Weekday(usize),
    Special,
    Opening,
    Labels,
    Attribute(Attribute),
    Zone,
    Unused,
}

/// `Group: Label (key)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub key: String,
    pub label: String,
}

const DAYS: [&str; 7] = [
    "mondayhours",
    "tuesdayhours",
    "wednesdayhours",
    "thursdayhours",
    "fridayhours",
    "saturdayhours",
    "sundayhours",
];

const UNUSED: [&str; 12] = [
    "additionalphones",
    "additionalcategories",
    "fromthebusiness",
    "description",
    "logophoto",
    "coverphoto",
    "profilephoto",
    "preferredphoto",
    "otherphotos",
    "adwordslocationextensionsphone",
    "googleadslocationextensionsphone",
    "menuurl",
];

/// The field of a header; `None` if no column has this name.
pub(super) fn field(header: &str) -> Option<Field> {
    let name = plain(header);
    let field = match name.as_str() {
        "storecode" | "shopcode" | "code" => Field::Code,
        "businessname" | "name" | "storename" | "shopname" => Field::Name,
        "sublocality" | "neighbourhood" | "neighborhood" => Field::Line(5),
        "locality" | "city" | "town" => Field::Locality,
        "administrativearea" | "state" | "province" | "county" | "region" => Field::Region,
        "countryregion" | "country" | "countrycode" => Field::Country,
        "postalcode" | "postcode" | "zipcode" | "zip" => Field::Postcode,
        "latitude" | "lat" => Field::Latitude,
        "longitude" | "lng" | "lon" | "long" => Field::Longitude,
        "primaryphone" | "phone" => Field::Phone,
        "website" | "url" => Field::Website,
        "primarycategory" | "category" => Field::Category,
        "specialhours" | "holidayhours" => Field::Special,
        "openingdate" => Field::Opening,
        "labels" | "label" | "services" | "servicelist" => Field::Labels,
        "timezone" => Field::Zone,
        other => {
            return address_line(other)
                .or_else(|| day_or_unused(other))
                .or_else(|| attribute(header));
        }
    };
    Some(field)
}

fn address_line(name: &str) -> Option<Field> {
    let number: usize = name.strip_prefix("addressline")?.parse().ok()?;
    number.checked_sub(1).filter(|line| *line < 5).map(Field::Line)
}

fn day_or_unused(name: &str) -> Option<Field> {
    let day = DAYS.iter().position(|day| *day == name);
    day.map(Field::Weekday).or_else(|| UNUSED.contains(&name).then_some(Field::Unused))
}

/// `Amenities: Wi-Fi (wi_fi)`, `Attribute: Gift wrapping`, `attribute_parking`.
fn attribute(header: &str) -> Option<Field> {
    let is_prefixed = header.get(..9).is_some_and(|p| p.eq_ignore_ascii_case("attribute"));
    if !header.contains(": ") && !is_prefixed {
        return None;
    }
    let (named, key) = match header.trim_end().strip_suffix(')').and_then(|h| h.rsplit_once('(')) {
        Some((named, key)) => (named, Some(key.trim())),
        None => (header, None),
    };
    let label = named.rsplit(": ").next().unwrap_or(named).trim();
    let label = label.strip_prefix("attribute_").unwrap_or(label);
    match key {
        Some(key) if key.starts_with("url_") => Some(Field::Unused),
        Some(key) => Some(Field::Attribute(Attribute {
            key: key.strip_prefix("has_").unwrap_or(key).to_owned(),
            label: label.to_owned(),
        })),
        None => {
            Some(Field::Attribute(Attribute { key: label.to_owned(), label: label.to_owned() }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_addresses_are_one_to_five() {
        for (header, line) in [
            ("Address line 1", Some(Field::Line(0))),
            ("address_line_5", Some(Field::Line(4))),
            ("Address line 0", None),
            ("Address line 6", None),
            ("Address line", None),
        ] {
            assert_eq!(field(header), line, "{header}");
        }
    }
}
