//! `onething simulate`: days of a hospital on the same core, and the three promises.

use crate::{cli::Simulate, ending::Ending};

/// Simulates and prints.
pub(crate) fn run(simulate: &Simulate) -> Result<(), Ending> {
    let scenario = match &simulate.scenario {
        Some(file) => std::fs::read_to_string(file)
            .map_err(|error| Ending::cannot(format!("scenario {}: {error}", file.display())))?,
        None => String::new(),
    };
    let text = simulator::run(&scenario, simulate.seed, simulate.days.into(), simulate.json).map_err(Ending::cannot)?;
    println!("{}", text.trim_end());
    Ok(())
}
