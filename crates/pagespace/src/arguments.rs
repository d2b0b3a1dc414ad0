//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use db::schema::MemberRole;

/// A real-time team workspace. Without a command: `up`.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// Where everything is kept, unless `DATABASE_URL` is set [default: .pagespace, as root /var/lib/pagespace]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start everything and print the address
    Up(Up),
    /// People
    #[command(subcommand)]
    User(UserCommand),
    /// Keys for scripts and agents
    #[command(subcommand)]
    Key(KeyCommand),
    /// Members of drives
    #[command(subcommand)]
    Member(MemberCommand),
}

impl Default for Command {
    fn default() -> Self {
        Self::Up(Up::default())
    }
}

#[derive(Debug, Default, Args)]
pub(crate) struct Up {
    /// Port of the address to open; 0 takes a free one [default: `PORT`, or 3000]
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// Port of the websockets; 0 takes a free one [default: `REALTIME_PORT`, or 3001]
    #[arg(long)]
    pub(crate) realtime_port: Option<u16>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account; the first one administers this instance
    Create(NewUser),
}

#[derive(Debug, Args)]
pub(crate) struct NewUser {
    #[arg(long)]
    pub(crate) email: String,
    #[arg(long)]
    pub(crate) name: String,
    /// Read the password from standard input: on a command line, everybody could see it
    #[arg(long, required = true)]
    pub(crate) password_stdin: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key and print it; it cannot be shown again
    Create(NewKey),
}

#[derive(Debug, Args)]
pub(crate) struct NewKey {
    /// Email of the person on whose behalf the key acts
    #[arg(long, value_name = "EMAIL")]
    pub(crate) user: String,
    /// What it is for
    #[arg(long)]
    pub(crate) name: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// Let somebody with an account into a drive
    Add(NewMember),
}

#[derive(Debug, Args)]
pub(crate) struct NewMember {
    /// Id of the drive
    #[arg(long, value_name = "ID")]
    pub(crate) drive: String,
    /// Email of the person
    #[arg(long, value_name = "EMAIL")]
    pub(crate) user: String,
    #[arg(long, value_enum, default_value = "member")]
    pub(crate) role: Role,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Role {
    Member,
    Admin,
}

impl From<Role> for MemberRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Member => Self::Member,
            Role::Admin => Self::Admin,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_data_directory_may_stand_before_and_after_the_command() {
        for line in ["pagespace --data-dir d up", "pagespace up --data-dir d"] {
            let arguments = Arguments::parse_from(line.split(' '));
            assert_eq!(arguments.data_dir, Some(PathBuf::from("d")), "{line}");
        }
    }

    #[test]
    fn no_command_means_up() {
        let arguments = Arguments::parse_from(["pagespace"]);
        assert!(matches!(
            arguments.command.unwrap_or_default(),
            Command::Up(_)
        ));
    }

    #[test]
    fn a_password_on_the_command_line_is_not_offered() {
        let line = "pagespace user create --email a@b.c --name a";
        assert!(Arguments::try_parse_from(line.split(' ')).is_err());
    }
}
