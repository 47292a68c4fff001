//! `onething admin create`: the first administrator of a hospital.

use crate::{cli::Database, config::Config, ending::Ending, serve};
use hospital::{
    Failure,
    accounts::{NewAccount, Origin},
};
use model::{
    actor::{Actor, Role},
    id::HospitalId,
    time::Zone,
};
use std::io::{BufRead as _, Write as _};
use web::locale::{Locale, Localizer};

/// The environment variable from which the password is taken instead of asking for it.
const PASSWORD: &str = "ONETHING_ADMIN_PASSWORD";

/// Creates an administrator.
pub(crate) async fn create(database: &Database, id: HospitalId, name: &str) -> Result<(), Ending> {
    let password = match std::env::var(PASSWORD) {
        Ok(password) => password,
        Err(_) => ask()?,
    };
    let _lock = serve::lock(&database.address)?;
    let hospital = serve::open(database, &Config::of(id)).await?;
    let new = NewAccount {
        login: name.to_owned(),
        password,
        role: Role::Admin,
        person: None,
        clinician: None,
        department: None,
        ward: None,
        clinic: None,
    };
    let created = hospital.accounts().create(&Actor::system(), new, &Origin::here()).await;
    hospital.shutdown().await;
    match created {
        Ok(_) => {
            println!("administrator `{name}` created");
            Ok(())
        }
        Err(Failure::Refused(refusal)) => {
            Err(Ending::cannot(Localizer::new(Locale::English, Zone::SHANGHAI).refusal(&refusal)))
        }
        Err(failure) => Err(Ending::cannot(failure)),
    }
}

fn ask() -> Result<String, Ending> {
    print!("Password for the new administrator: ");
    std::io::stdout().flush().map_err(Ending::cannot)?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Ending::cannot)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
