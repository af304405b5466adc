//! Blueprint files: YAML to a [`Blueprint`], and the ones that ship with the question banks. To add one: a file in
//! `blueprints` and a line in `SHIPPED`; a test keeps what it states.

use domain::blueprint::Blueprint;

/// The texts of `blueprints`, in the order in which they are offered.
const SHIPPED: [&str; 6] = [
    include_str!("../../../blueprints/inbound-care.yaml"),
    include_str!("../../../blueprints/written-service.yaml"),
    include_str!("../../../blueprints/technical-support.yaml"),
    include_str!("../../../blueprints/outbound-calls.yaml"),
    include_str!("../../../blueprints/difficult-contacts.yaml"),
    include_str!("../../../blueprints/first-look.yaml"),
];

/// Why a text is no blueprint; every fault on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoBlueprint(String);

/// Reads one blueprint.
///
/// # Errors
/// [`NoBlueprint`] with the line of what cannot be read, or with all that [`Blueprint::faults`] finds.
pub fn parse(text: &str) -> Result<Blueprint, NoBlueprint> {
    let blueprint: Blueprint =
        serde_saphyr::from_str(text).map_err(|error| NoBlueprint(error.to_string()))?;
    let faults = blueprint.faults();
    if faults.is_empty() {
        Ok(blueprint)
    } else {
        Err(NoBlueprint(faults.join("\n")))
    }
}

/// The recommended assessments. A test reads each of them, so none is left out.
pub fn shipped() -> Vec<Blueprint> {
    SHIPPED.iter().filter_map(|text| parse(text).ok()).collect()
}

/// For completion and checking in editors.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Blueprint);
    schema.insert("title".into(), "Attune assessment blueprint".into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said() {
        let good = SHIPPED[0];
        assert!(parse(good).is_ok());
        let wrong = parse(&good.replace("count: ", "count: 9")).unwrap_err();
        assert!(wrong.to_string().contains("questions and has"), "{wrong}");
        let unknown = parse(&good.replace("minutes:", "hours:")).unwrap_err();
        assert!(unknown.to_string().contains("hours"), "{unknown}");
    }
}
