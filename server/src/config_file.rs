//! The configuration file: a TOML table of long option names, which become the options' defaults.

use crate::cli::Cli;
use crate::failure::Failure;
use clap::{Command, CommandFactory};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The command line with the defaults of the file that `--config`, `CONCLAVE_CONFIG` or the working folder names.
///
/// # Errors
/// When the file cannot be read, is not TOML, or has a key that no option is called.
pub(crate) fn command_with_defaults(args: impl Iterator<Item = OsString>) -> Result<Command, Failure> {
    match path(args) {
        Some(path) => with_defaults(Cli::command(), &read(&path)?, &path),
        None => Ok(Cli::command()),
    }
}

fn path(args: impl Iterator<Item = OsString>) -> Option<PathBuf> {
    let mut args = args.map(|arg| arg.to_string_lossy().into_owned());
    while let Some(arg) = args.next() {
        if arg == "--config" {
            return args.next().map(Into::into);
        }
        if let Some(path) = arg.strip_prefix("--config=") {
            return Some(path.into());
        }
    }
    std::env::var_os("CONCLAVE_CONFIG")
        .map(Into::into)
        .or_else(|| Some(PathBuf::from("conclave.toml")).filter(|path| path.exists()))
}

fn read(path: &Path) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(
            format!("The configuration file {} cannot be read", path.display()),
            &error,
        )
    })?;
    parse(&text).map_err(|error| {
        Failure::new(
            format!("The configuration file {} has a mistake", path.display()),
            &error,
        )
    })
}

fn parse(text: &str) -> Result<BTreeMap<String, Vec<String>>, String> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| error.message().to_owned())?;
    table
        .into_iter()
        .map(|(key, value)| {
            let values = match value {
                toml::Value::Array(items) => items.iter().map(scalar).collect::<Option<Vec<_>>>(),
                other => scalar(&other).map(|value| vec![value]),
            };
            values
                .map(|values| (key.clone(), values))
                .ok_or_else(|| format!("`{key}` must be a text, a number, true or false, or a list of these"))
        })
        .collect()
}

fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// Makes `values` the default of the option `key` of this command and of those below it. Tells whether any
/// has it.
fn give(mut command: Command, key: &str, values: &[String]) -> (Command, bool) {
    let mut found = command.get_arguments().any(|arg| arg.get_long() == Some(key));
    if found {
        command = command.mut_arg(key.replace('-', "_"), |arg| arg.default_values(values.to_vec()));
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in names {
        command = command.mut_subcommand(name, |sub| {
            let (given, below) = give(sub, key, values);
            found |= below;
            given
        });
    }
    (command, found)
}

fn with_defaults(
    mut command: Command,
    values: &BTreeMap<String, Vec<String>>,
    path: &Path,
) -> Result<Command, Failure> {
    for (key, value) in values {
        let (given, found) = give(command, key, value);
        command = given;
        if !found {
            return Err(Failure::sentence(format!(
                "The configuration file {} says `{key}`, which is no option; see `conclave serve --help`.",
                path.display()
            )));
        }
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli;
    use clap::FromArgMatches;

    fn serve(file: &str, args: &[&str]) -> Result<cli::Serve, Failure> {
        let command = with_defaults(Cli::command(), &parse(file).unwrap(), Path::new("conclave.toml"))?;
        let matches = command.get_matches_from([&["conclave", "serve"], args].concat());
        match Cli::from_arg_matches(&matches).unwrap().command {
            cli::Command::Serve(serve) => Ok(*serve),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_file_gives_defaults_and_the_command_line_wins() {
        let file = "listen = \"0.0.0.0:9000\"\nmedia-shards = 2\ndevelopment = true\nmedia-address = [\"192.0.2.1\"]";
        let options = serve(file, &[]).unwrap();
        assert_eq!(
            (options.listen.port(), options.media_shards, options.development),
            (9000, 2, true)
        );
        assert_eq!(
            options.media_address,
            ["192.0.2.1".parse::<std::net::IpAddr>().unwrap()]
        );
        assert_eq!(serve(file, &["--listen=127.0.0.1:1"]).unwrap().listen.port(), 1);
    }

    #[test]
    fn a_certificate_without_its_key_is_refused() {
        for (file, missing) in [
            ("tls-cert = \"a.pem\"", "tls-key"),
            ("tls-key = \"a.pem\"", "tls-cert"),
        ] {
            let refused = serve(file, &[]).unwrap().check().unwrap_err().to_string();
            assert!(refused.ends_with(&format!("with {missing}.")), "{refused}");
        }
        let both = "tls-cert = \"a.pem\"\ntls-key = \"b.pem\"";
        assert!(serve(both, &[]).unwrap().check().is_ok());
        assert!(serve("", &[]).unwrap().check().is_ok());
    }

    #[test]
    fn a_key_that_is_no_option_is_named() {
        assert!(
            serve("lisen = 1", &[])
                .unwrap_err()
                .to_string()
                .contains("`lisen`")
        );
    }

    #[test]
    fn a_table_is_not_a_value() {
        assert!(parse("[tls]\ncert = 1").unwrap_err().contains("`tls`"));
    }
}
