//! Codes of targets and runs.

use super::{Code, Explained};

codes! {
    BAD_TARGET "R001" "a target cannot be read"
    "A target is a runtime, a model and an address. This one does not have that form."
    "Write `ollama:MODEL`, `ollama:MODEL@URL`, `llamacpp:MODEL@URL` or `openai:MODEL@URL`."

    TARGET_TWICE "R002" "a target is given twice"
    "A target is measured once in a run. Given twice, it would be compared with itself."
    "Give it once; for more requests per case use `--repeats`."

    COMMAND_WITHOUT_PORT "R003" "a server's command has no port"
    "offprint starts the server on a free port, which the command must take. It has no `{port}` to put it in."
    "Add `{port}` where the command takes the port."

    SAME_MODEL_TWICE "R004" "two targets are the same model"
    "Two targets lead to one model on one server. Their difference could only be noise."
    "Leave one of them out."

    NO_SUCH_MODEL "R005" "a server does not have the model"
    "The server replies, but its list has no model of this name. A request would fail."
    "Write the name as the server lists it, or load the model there."

    SEVERAL_MODELS "R006" "a name can mean several models"
    "The name fits more than one model of the server. Which was measured would depend on the server."
    "Write the whole name as the server lists it."

    UNREACHABLE "R007" "a server cannot be reached"
    "No connection to the address could be made. The server is not running, or the address or port is wrong."
    "Start the server, or correct the address."

    NO_REPLY "R008" "a server gives no reply"
    "The connection was made, but no reply came. The server may be loading, busy or stuck."
    "Look at the server's log, and try again."

    KEY_NEEDED "R009" "a server asks for a key"
    "The server refuses requests without a key. Keys are read from the environment, never from the command line."
    "Name the variable that holds it, as `docs/targets.md` shows."

    REDIRECT "R010" "an address redirects"
    "The server sends requests on to another address. A redirect may lead anywhere and takes time, so it is not followed."
    "Write the address that it leads to."

    OTHER_SERVER "R011" "a server is not the one expected"
    "What answers at the address is another server than the target names, or none that is known. Its numbers would be filed under a wrong name."
    "Correct the runtime or the address of the target."

    CONTEXT_TOO_SMALL "R012" "a context is too small"
    "The server has set aside fewer tokens for a request than the run needs. Long prompts would be cut without notice."
    "Start the server with a larger context, or run with a smaller one."

    CLOUD_MODEL "R013" "a model runs in the cloud"
    "The model is listed by the local server but runs elsewhere. Its times would be those of a network."
    "Name a model that runs on this machine."

    CANNOT_LOAD "R014" "a model cannot be loaded"
    "The server could not load the model for the reason that the message gives. Memory is the usual one."
    "Free memory, or choose a smaller model or context."

    OTHER_MODELS "R015" "other models are loaded"
    "The server keeps other models in memory, which the measured one cannot use. Its times may be worse for it."
    "Unload them, as the message shows."

    TELLS_LITTLE "R016" "a server reports little about itself"
    "The server does not report its version, context or template. They cannot be recorded, and so not be compared."
    "Nothing is wrong; use the server's own protocol if it has one. The run is made all the same."

    BY_OTHER_PROTOCOL "R017" "a server is used by another protocol than its own"
    "The server has a protocol of its own by which more could be set and recorded. By this one the context stays as the server has it."
    "Name the target by its own runtime, such as `ollama:`."

    NOT_LISTED "R018" "a model is not listed"
    "The server has no list of models, or the list does not have this one. It is asked all the same, since some servers take any name."
    "Check the name if the run fails."

    SERVER_NUMBER "R019" "a server reports an impossible number"
    "A time or count of the server's reply cannot be true. It is left out, and the client's own times remain."
    "Update the server, or report the number to its makers."

    NO_CONNECTION "R020" "a connection cannot be prepared"
    "The client for an address could not be set up, before any request. The message says why."
    "Correct the address, or the system's certificates."

    CANNOT_START "R021" "a server cannot be started"
    "The program of a target's command could not be started. It does not exist, or may not be executed."
    "Correct the command in `offprint.toml`."

    SERVER_ENDED "R022" "a server ended by itself"
    "The server that offprint started ended, or was not ready in time. Its last lines of output say why."
    "Correct the command, or give the server more time."

    SUITE_CHANGED "R023" "the suite has changed since a run began"
    "A run asks one version of its suite. To resume it with other questions would mix two measurements."
    "Begin a new run."

    NO_ADDRESS "R024" "the address of a target is not known"
    "The archive does not record addresses, since they are private. This target's is not in the configuration, either."
    "Give the target with its address on the command line."

    OTHER_MODEL "R025" "a model has changed since a run began"
    "The server has another file under the model's name than when the run began. The rest of the run would measure another model."
    "Begin a new run."

    INTERRUPTED "R026" "a command was interrupted"
    "Ctrl-C ended the command. What was measured until then is kept."
    "Resume the run with `offprint run --resume`."

    UNFINISHED "R027" "a run is unfinished"
    "The command needs a finished run. This one still has requests to make."
    "Finish it first with `offprint run --resume`."

    NOTHING_FAILED "R028" "no request of a run failed"
    "`--only-failed` repeats the requests that failed for a reason outside the model. There are not any."
    "Repeat the whole run with `--again`. Without failures there is nothing to repair."

    NOTHING_TO_RESCORE "R029" "a new judgement would change nothing"
    "The run was judged by these very checks, or none of its cases has the same prompt in this version. Rescoring would repeat the run, or judge nothing."
    "Rescore with another version of the suite. The run stays as it is."

    NOT_COMPARED "R030" "two targets will not be compared"
    "Two targets look like one model on two runtimes, but something about them differs. A comparison would not be of the runtimes alone."
    "Use the same file and settings on both, if you want them compared."

    REFUSES "R031" "a target refused its first request"
    "The server refused the first request of a target, so that it would refuse all. The target was stopped."
    "Correct what the server names, and resume the run."

    GONE "R032" "a server is gone"
    "The server does not answer any more, in the middle of a run. The target's remaining requests were not made."
    "Start it again, and resume the run."

    OLD_SUITE "R033" "a suite is older than the built-in one"
    "The site has an older version of a suite that is built in. Results of two versions are not compared."
    "`offprint suite update` shows what changes, and keeps what the site has changed."

    OTHER_VERSIONS "R034" "runs were judged by other versions"
    "Runs of the archive were judged by another version of the suite than the one that is named. Only the cases that are the same in both versions can be compared with runs of it, as `offprint compare` does."
    "Rescore them, if the prompts are the same."

    STRANGE_ADDRESS "R035" "only the file of a run names an address"
    "A run keeps the addresses of servers on the machine that made it. A run that came from elsewhere could have prompts and keys sent to any server, so `--again` and `--resume` ask only addresses that somebody named: on the command line, in `offprint.toml`, or for an earlier run on this machine."
    "Name the server with `--target`, if it is the one that you mean."

    UNLIKE_CLOCKS "R036" "targets would be measured by different clocks"
    "Times of simulated models are in simulated seconds, which are longer or shorter than those of real models and of other simulations. In one run they would be compared."
    "Measure them in runs of their own."
}
