//! `offprint serve`: a preview that is built again when a file of the site changes, and shows what is wrong over the page.

mod generation;
mod rebuild;
mod watch;

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread;

use tokio::net::TcpListener;

use offprint::diagnostic::{Code, Diagnostic, io_reason};
use offprint::publish::serve::{LiveSite, serve as serve_site};

use super::interruption::Interruptions;
use super::material::Drafts;
use super::{CommandFailure, Place, Terminal, measure};
use rebuild::Rebuilder;
use watch::Watched;

const EXAMPLES: &str = "\
Examples:
  offprint serve
  offprint serve --drafts --port 8080
  offprint serve --address 0.0.0.0";

/// The port where none is named, and how many after it are tried.
const PORT: u16 = 4000;
const TRIED: u16 = 20;

/// The arguments of `offprint serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Port; 0 is a free one [default: 4000, or the next that is free]
    #[arg(long, value_name = "N")]
    port: Option<u16>,

    /// Address to serve at; any but that of this machine can be read by others
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,

    /// Show drafts and posts with a date in the future, too
    #[arg(long)]
    drafts: bool,
}

/// Serves the site until Ctrl-C.
pub(super) fn serve(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let root = place.root()?;
    let drafts = if arguments.drafts { Drafts::Include } else { Drafts::LeaveOut };
    measure::block_on(async {
        let mut interruptions = Interruptions::listen().map_err(CommandFailure::work)?;
        let (listener, address) = listen(arguments.address, arguments.port, terminal).await?;
        // Before anything is read, so that a change meanwhile is one.
        let watched = Watched::begin(&root).map_err(CommandFailure::work)?;
        let site = Arc::new(LiveSite::new());
        let rebuilder = Rebuilder::new(root, drafts, Arc::clone(&site), terminal.another());
        // It ends with the process: nothing of it is left on the disk.
        let builds = thread::Builder::new().name("builds".to_owned()).spawn(move || rebuilder.run(watched));
        builds.map_err(|error| refused("start a thread", &error))?;
        terminal.result(&format!("http://{address}/"));
        if !address.ip().is_loopback() {
            terminal.note("warning: other machines can read this preview; without `--address`, only this one can");
        }
        terminal.note("serving until Ctrl-C");
        let ended = async move { interruptions.next().await };
        serve_site(listener, site, ended).await.map_err(|error| refused("serve", &error))
    })
}

fn refused(what: &str, error: &io::Error) -> CommandFailure {
    CommandFailure::work(Diagnostic::error(Code::REFUSED, format!("cannot {what}: {}", io_reason(error))))
}

/// Listens on the port that is named, else on the first of some that is free.
async fn listen(
    address: IpAddr,
    port: Option<u16>,
    terminal: &Terminal,
) -> Result<(TcpListener, SocketAddr), CommandFailure> {
    let ports = port.map_or(PORT..=PORT + TRIED, |port| port..=port);
    let (first, last) = (*ports.start(), *ports.end());
    for port in ports {
        match TcpListener::bind((address, port)).await {
            Ok(listener) => {
                if port != first {
                    terminal.note(&format!("port {first} is in use: this is {port}"));
                }
                let address = listener.local_addr().map_err(|error| refused("listen", &error))?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse && port < last => {}
            Err(error) => {
                let fault = Diagnostic::error(
                    Code::NO_PORT,
                    format!("cannot listen on port {port} of {address}: {}", io_reason(&error)),
                );
                return Err(CommandFailure::work(fault.help("`--port 0` takes any free port")));
            }
        }
    }
    Err(CommandFailure::work(Diagnostic::error(Code::NO_PORT, "no port is free")))
}
