# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_responses_global_optspecs
    string join \n dir= config= color= q/quiet v/verbose no-progress utc no-cache strict h/help V/version
end

function __fish_responses_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_responses_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_responses_using_subcommand
    set -l cmd (__fish_responses_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c responses -n "__fish_responses_needs_command" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_needs_command" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_needs_command" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_needs_command" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_needs_command" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_needs_command" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_needs_command" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_needs_command" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_needs_command" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_needs_command" -f -a "list" -d 'List responses, newest first'
complete -c responses -n "__fish_responses_needs_command" -f -a "sessions" -d 'List sessions, the one with the latest response first'
complete -c responses -n "__fish_responses_needs_command" -f -a "view" -d 'Read one response, or with --session alone a whole conversation'
complete -c responses -n "__fish_responses_needs_command" -f -a "search" -d 'Search what was asked and answered'
complete -c responses -n "__fish_responses_needs_command" -f -a "stats" -d 'Count responses, errors, tokens, time and bytes'
complete -c responses -n "__fish_responses_needs_command" -f -a "analyze" -d 'Analyse durations, errors, throughput, trends, bottlenecks and outliers; or event logs, each by what it is'
complete -c responses -n "__fish_responses_needs_command" -f -a "export" -d 'Write responses to one file, for other programs or to be read'
complete -c responses -n "__fish_responses_needs_command" -f -a "import" -d 'Take in what `export` wrote as NDJSON'
complete -c responses -n "__fish_responses_needs_command" -f -a "log" -d 'Record a response and print its file\'s path'
complete -c responses -n "__fish_responses_needs_command" -f -a "events" -d 'Write, read and analyse event logs: what agents did and why, a JSON object a line'
complete -c responses -n "__fish_responses_needs_command" -f -a "hook" -d 'Record what an agent\'s hook tells on standard input. Always ends with 0 and prints nothing'
complete -c responses -n "__fish_responses_needs_command" -f -a "forward" -d 'Forward what is recorded to other systems: each record at least once, with an id by which a receiver takes it once'
complete -c responses -n "__fish_responses_needs_command" -f -a "clear" -d 'Move responses to the trash, or with --purge delete them for good'
complete -c responses -n "__fish_responses_needs_command" -f -a "tidy" -d 'Clear by the policy of the configuration, without asking; made for cron and systemd timers'
complete -c responses -n "__fish_responses_needs_command" -f -a "pin" -d 'Keep sessions from ever being cleared, or list those that are kept so'
complete -c responses -n "__fish_responses_needs_command" -f -a "unpin" -d 'Let sessions be cleared again that were pinned'
complete -c responses -n "__fish_responses_needs_command" -f -a "undo" -d 'Take a clear back: every file returns with its bytes, name, mode and time'
complete -c responses -n "__fish_responses_needs_command" -f -a "trash" -d 'Look at what was cleared, take it back, or delete it for good'
complete -c responses -n "__fish_responses_needs_command" -f -a "archive" -d 'Move sessions into compressed archives, from which every byte comes back'
complete -c responses -n "__fish_responses_needs_command" -f -a "restore" -d 'Bring archived sessions back: every file returns with its bytes, name, mode and time'
complete -c responses -n "__fish_responses_needs_command" -f -a "doctor" -d 'Check whether responses are recorded, and whether the store is well'
complete -c responses -n "__fish_responses_needs_command" -f -a "verify" -d 'Read every file whole and hold it to the schema of records'
complete -c responses -n "__fish_responses_needs_command" -f -a "repair" -d 'Put aside what can\'t be read, and save what is whole of it'
complete -c responses -n "__fish_responses_needs_command" -f -a "scrub" -d 'Take secrets of known forms out of responses that are stored already'
complete -c responses -n "__fish_responses_needs_command" -f -a "config" -d 'Show the settings in force and where each came from, check the files, migrate deprecated variables'
complete -c responses -n "__fish_responses_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c responses -n "__fish_responses_needs_command" -f -a "generate" -d 'Write the completion scripts, manual pages and JSON Schemas into a directory'
complete -c responses -n "__fish_responses_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand list" -l limit -d 'How many at most' -r
complete -c responses -n "__fish_responses_using_subcommand list" -l sort -d 'What to sort by' -r -f -a "time\t'Newest first'
agent\t'By agent'
session\t'By session'
tokens\t'Most first'
duration\t'Longest first'
size\t'Largest first'"
complete -c responses -n "__fish_responses_using_subcommand list" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand list" -l agent -d 'Only this agent (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand list" -l since -d 'Given at this time or later: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday' -r
complete -c responses -n "__fish_responses_using_subcommand list" -l until -d 'Given before this time (a date means its midnight)' -r
complete -c responses -n "__fish_responses_using_subcommand list" -l model -d 'Only this model (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand list" -l tool -d 'Only responses that used this tool (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand list" -l status -d 'Only responses that ended like this' -r -f -a "ok\t'No failure is recorded'
error\t'An error, a non-zero exit code, or `success: false`'"
complete -c responses -n "__fish_responses_using_subcommand list" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand list" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand list" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand list" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand list" -l all -d 'All of them'
complete -c responses -n "__fish_responses_using_subcommand list" -l reverse -d 'The other way round'
complete -c responses -n "__fish_responses_using_subcommand list" -l archived -d 'Look into archives too'
complete -c responses -n "__fish_responses_using_subcommand list" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand list" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand list" -l paths -d 'Print only the files\' paths'
complete -c responses -n "__fish_responses_using_subcommand list" -s 0 -l null -d 'Print only the files\' paths, each ended by a NUL, for xargs -0'
complete -c responses -n "__fish_responses_using_subcommand list" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand list" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand list" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand list" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand list" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand list" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand list" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand sessions" -l events -d 'The sessions of the event logs below this directory instead' -r -F
complete -c responses -n "__fish_responses_using_subcommand sessions" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand sessions" -l agent -d 'Only this agent (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand sessions" -l since -d 'Given at this time or later: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday' -r
complete -c responses -n "__fish_responses_using_subcommand sessions" -l until -d 'Given before this time (a date means its midnight)' -r
complete -c responses -n "__fish_responses_using_subcommand sessions" -l model -d 'Only this model (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand sessions" -l tool -d 'Only responses that used this tool (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand sessions" -l status -d 'Only responses that ended like this' -r -f -a "ok\t'No failure is recorded'
error\t'An error, a non-zero exit code, or `success: false`'"
complete -c responses -n "__fish_responses_using_subcommand sessions" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand sessions" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand sessions" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand sessions" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand sessions" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand sessions" -l archived -d 'Look into archives too'
complete -c responses -n "__fish_responses_using_subcommand sessions" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand sessions" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand sessions" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand sessions" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand sessions" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand sessions" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand sessions" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand sessions" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand sessions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand sessions" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand view" -l field -d 'Only this field: one of the JSON output\'s, or metadata.KEY' -r
complete -c responses -n "__fish_responses_using_subcommand view" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand view" -l agent -d 'Only this agent (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand view" -l since -d 'Given at this time or later: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday' -r
complete -c responses -n "__fish_responses_using_subcommand view" -l until -d 'Given before this time (a date means its midnight)' -r
complete -c responses -n "__fish_responses_using_subcommand view" -l model -d 'Only this model (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand view" -l tool -d 'Only responses that used this tool (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand view" -l status -d 'Only responses that ended like this' -r -f -a "ok\t'No failure is recorded'
error\t'An error, a non-zero exit code, or `success: false`'"
complete -c responses -n "__fish_responses_using_subcommand view" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand view" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand view" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand view" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand view" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand view" -l raw -d 'The file\'s bytes, as they are'
complete -c responses -n "__fish_responses_using_subcommand view" -l no-pager -d 'Do not start a pager'
complete -c responses -n "__fish_responses_using_subcommand view" -l archived -d 'Look into archives too'
complete -c responses -n "__fish_responses_using_subcommand view" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand view" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand view" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand view" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand view" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand view" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand view" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand view" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand view" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand view" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand search" -l events -d 'Search the texts of the event logs below this directory instead' -r -F
complete -c responses -n "__fish_responses_using_subcommand search" -s e -l regexp -d 'A regular expression; repeatable, any of them is enough' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l in -d 'Only in this text [default: both]' -r -f -a "request\t'What was asked'
response\t'What was answered'"
complete -c responses -n "__fish_responses_using_subcommand search" -s C -l context -d 'Lines to show before and after each match' -r
complete -c responses -n "__fish_responses_using_subcommand search" -s B -l before-context -d 'Lines to show before each match' -r
complete -c responses -n "__fish_responses_using_subcommand search" -s A -l after-context -d 'Lines to show after each match' -r
complete -c responses -n "__fish_responses_using_subcommand search" -s m -l max-count -d 'At most so many matching lines of each response, or log' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l limit -d 'At most so many responses; of logs, so many lines, or logs with --count or --paths' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l sort -d 'In which order [default: none on a terminal, else time; of logs, none]' -r -f -a "none\t'As they are found, at once; never the same twice. JSON documents are sorted all the same. Of logs: by path and line'
time\t'Newest first, when all are found'"
complete -c responses -n "__fish_responses_using_subcommand search" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l agent -d 'Only this agent (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l since -d 'Given at this time or later: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l until -d 'Given before this time (a date means its midnight)' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l model -d 'Only this model (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l tool -d 'Only responses that used this tool (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l status -d 'Only responses that ended like this' -r -f -a "ok\t'No failure is recorded'
error\t'An error, a non-zero exit code, or `success: false`'"
complete -c responses -n "__fish_responses_using_subcommand search" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand search" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand search" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand search" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand search" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand search" -s F -l fixed-strings -d 'Take the pattern as it is written, not as a regular expression'
complete -c responses -n "__fish_responses_using_subcommand search" -s w -l word-regexp -d 'Only whole words'
complete -c responses -n "__fish_responses_using_subcommand search" -s i -l ignore-case -d 'Upper and lower case are the same [default: unless the pattern has upper case]'
complete -c responses -n "__fish_responses_using_subcommand search" -s s -l case-sensitive -d 'Upper and lower case differ'
complete -c responses -n "__fish_responses_using_subcommand search" -s c -l count -d 'Only how many lines match in each response, or log'
complete -c responses -n "__fish_responses_using_subcommand search" -l archived -d 'Look into archives too'
complete -c responses -n "__fish_responses_using_subcommand search" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand search" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand search" -l paths -d 'Print only the files\' paths'
complete -c responses -n "__fish_responses_using_subcommand search" -s 0 -l null -d 'Print only the files\' paths, each ended by a NUL, for xargs -0'
complete -c responses -n "__fish_responses_using_subcommand search" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand search" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand search" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand search" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand search" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand search" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand search" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand stats" -l events -d 'Count the event logs below this directory instead' -r -F
complete -c responses -n "__fish_responses_using_subcommand stats" -l by -d 'What to group by [default: agent; event logs are counted by the type of event, by session or by tool]' -r -f -a "agent\t'Who answered'
session\t'The conversation'
model\t'The model'
tool\t'The tools used; a response counts under each'
day\t'The calendar day'
hour\t'The hour of the day'"
complete -c responses -n "__fish_responses_using_subcommand stats" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand stats" -l agent -d 'Only this agent (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand stats" -l since -d 'Given at this time or later: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday' -r
complete -c responses -n "__fish_responses_using_subcommand stats" -l until -d 'Given before this time (a date means its midnight)' -r
complete -c responses -n "__fish_responses_using_subcommand stats" -l model -d 'Only this model (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand stats" -l tool -d 'Only responses that used this tool (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand stats" -l status -d 'Only responses that ended like this' -r -f -a "ok\t'No failure is recorded'
error\t'An error, a non-zero exit code, or `success: false`'"
complete -c responses -n "__fish_responses_using_subcommand stats" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand stats" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand stats" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand stats" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand stats" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand stats" -l archived -d 'Look into archives too'
complete -c responses -n "__fish_responses_using_subcommand stats" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand stats" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand stats" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand stats" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand stats" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand stats" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand stats" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand stats" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand stats" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand analyze" -l by -d 'How long the steps of the time series are' -r -f -a "hour\t'An hour'
day\t'A calendar day'
week\t'A week from Monday to Sunday'"
complete -c responses -n "__fish_responses_using_subcommand analyze" -l target-velocity -d 'Fail if an activity log has fewer tasks per hour' -r
complete -c responses -n "__fish_responses_using_subcommand analyze" -l top -d 'How many of the busiest hours and days, sessions, outliers and gaps to tell' -r
complete -c responses -n "__fish_responses_using_subcommand analyze" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand analyze" -l agent -d 'Only this agent (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand analyze" -l since -d 'Given at this time or later: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday' -r
complete -c responses -n "__fish_responses_using_subcommand analyze" -l until -d 'Given before this time (a date means its midnight)' -r
complete -c responses -n "__fish_responses_using_subcommand analyze" -l model -d 'Only this model (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand analyze" -l tool -d 'Only responses that used this tool (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand analyze" -l status -d 'Only responses that ended like this' -r -f -a "ok\t'No failure is recorded'
error\t'An error, a non-zero exit code, or `success: false`'"
complete -c responses -n "__fish_responses_using_subcommand analyze" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand analyze" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand analyze" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand analyze" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand analyze" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand analyze" -l compare -d 'Compare the time from --since [default: 7d] to --until [default: now] with the time of the same length before it; or the second of two activity logs with the first'
complete -c responses -n "__fish_responses_using_subcommand analyze" -l archived -d 'Look into archives too'
complete -c responses -n "__fish_responses_using_subcommand analyze" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand analyze" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand analyze" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand analyze" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand analyze" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand analyze" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand analyze" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand analyze" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand analyze" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand analyze" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand export" -s o -l output -d 'Where to write [default: standard output]' -r -F
complete -c responses -n "__fish_responses_using_subcommand export" -l format -d 'How to write [default: what the file\'s ending says]' -r -f -a "ndjson\t'A JSON object a line, nothing left out (.ndjson, .jsonl)'
csv\t'Comma-separated values, RFC 4180 (.csv)'
parquet\t'Apache Parquet, in builds with the feature `parquet` (.parquet)'
markdown\t'Conversations in Markdown (.md)'
html\t'Conversations in one HTML file (.html)'"
complete -c responses -n "__fish_responses_using_subcommand export" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand export" -l agent -d 'Only this agent (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand export" -l since -d 'Given at this time or later: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday' -r
complete -c responses -n "__fish_responses_using_subcommand export" -l until -d 'Given before this time (a date means its midnight)' -r
complete -c responses -n "__fish_responses_using_subcommand export" -l model -d 'Only this model (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand export" -l tool -d 'Only responses that used this tool (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand export" -l status -d 'Only responses that ended like this' -r -f -a "ok\t'No failure is recorded'
error\t'An error, a non-zero exit code, or `success: false`'"
complete -c responses -n "__fish_responses_using_subcommand export" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand export" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand export" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand export" -l redact -d 'Put [REDACTED:kind] in the place of secrets of known forms'
complete -c responses -n "__fish_responses_using_subcommand export" -l json -d 'Print what was written as JSON'
complete -c responses -n "__fish_responses_using_subcommand export" -l archived -d 'Look into archives too'
complete -c responses -n "__fish_responses_using_subcommand export" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand export" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand export" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand export" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand export" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand export" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand export" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand import" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand import" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand import" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand import" -s n -l dry-run -d 'Only count what would be done'
complete -c responses -n "__fish_responses_using_subcommand import" -l no-redact -d 'Store texts as they are, with any secret in them'
complete -c responses -n "__fish_responses_using_subcommand import" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand import" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand import" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand import" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand import" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand import" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand import" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand import" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand log" -l session -d 'The conversation [default: default]' -r
complete -c responses -n "__fish_responses_using_subcommand log" -l agent -d 'Who answered' -r
complete -c responses -n "__fish_responses_using_subcommand log" -l request -d 'What was asked' -r
complete -c responses -n "__fish_responses_using_subcommand log" -l response -d 'What was answered' -r
complete -c responses -n "__fish_responses_using_subcommand log" -l metadata -d 'What else is known, as a JSON object' -r
complete -c responses -n "__fish_responses_using_subcommand log" -l from -d 'Read whole responses from standard input: objects with the record\'s keys; flags fill what they lack' -r -f -a "json\t'One object'
ndjson\t'One object a line'"
complete -c responses -n "__fish_responses_using_subcommand log" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand log" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand log" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand log" -l sync -d 'Make the directory entry durable too, not only the file'
complete -c responses -n "__fish_responses_using_subcommand log" -l no-redact -d 'Store texts as they are, with any secret in them'
complete -c responses -n "__fish_responses_using_subcommand log" -l json -d 'Print {"id", "path"} instead of the path'
complete -c responses -n "__fish_responses_using_subcommand log" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand log" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand log" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand log" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand log" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand log" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand log" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "append" -d 'Add an event to a session\'s log and print its id'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "query" -d 'Find events, in the order of sessions and lines'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "commitments" -d 'List what was promised and not kept yet'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "failures" -d 'List what was tried and failed, in the order of sessions and lines'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "stats" -d 'Count events by type, agent, source and session'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "graph" -d 'Draw which event led to which'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "explain" -d 'Show what led to an event: everything it depends on, causes before effects, with the reasoning'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "validate" -d 'Check every line of logs, and exit with 4 if one is damaged or breaks a rule'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "archive" -d 'Put logs aside, compressed, in archive/<session>.jsonl.gz'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "restore" -d 'Take archived logs back, byte for byte'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "storage" -d 'Say how much space logs and archives take'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "task" -d 'Note that a task begins or is done'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "file" -d 'Note that a file was read or written'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "tool" -d 'Note that a tool was called'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "emit" -d 'Write events to the streams of their sessions, and print the files they went to'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "view" -d 'Read a streamed session as a conversation: its pieces put together to messages'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "convert" -d 'Make a log into one of another family, as far as what it says survives; or the requests and answers of a stream into responses'
complete -c responses -n "__fish_responses_using_subcommand events; and not __fish_seen_subcommand_from append query commitments failures stats graph explain validate archive restore storage task file tool emit view convert help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l session -d 'The session [default: a new one]' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l type -d 'What sort of thing happened' -r -f -a "user_message\t''
tool_call\t''
state_change\t''
commitment\t''
error\t''
constraint_applied\t''
decision\t''"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l agent -d 'Who acted' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l source -d 'Where it is known from [default: cli]' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l confidence -d 'How certain it is, from 0 to 1 [default: 1.0]' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l data -d 'Anything else, as a JSON object' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l causal-step -d 'What led to it: \'STEP: REASONING\' or a JSON object (repeatable)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l constraint -d 'A rule in force: \'CONSTRAINT: SOURCE\' or a JSON object (repeatable)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l failure -d 'What was tried and failed: \'ATTEMPT: REASON\' or a JSON object (repeatable)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l commitment -d 'What was promised: \'COMMITMENT\', \'COMMITMENT: STATUS\' or a JSON object (repeatable)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l entity -d 'What it is about: `NAME=FULL_NAME` or NAME={...} (repeatable)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l depends-on -d 'An event that led to this one (repeatable)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l blocks -d 'An event that waits for this one (repeatable)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l event-id -d 'The event\'s id [default: a new one]' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l timestamp -d 'When it happened [default: now]' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l from -d 'Read whole events from standard input; flags fill what they lack' -r -f -a "json\t'One object'
ndjson\t'One object a line'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l no-redact -d 'Store texts as they are, with any secret in them'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l json -d 'Print JSON objects of id, session and path instead of the id'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from append" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l type -d 'Only this sort of thing (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l agent -d 'Only what this agent did (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l source -d 'Only what is known from here (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l after -d 'Only what happened later than this: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l before -d 'Only what happened earlier than this' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l constraint -d 'Only where this rule was in force (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l entity -d 'Only what is about this, by its short or whole name (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l text -d 'Only where one of the texts holds this, ids and times left out; capitals matter if there is one in it' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l limit -d 'At most so many events' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l interval -d 'How often to look for what is added' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l raw -d 'Print the lines of the logs as they are'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l follow -d 'Go on with what is added, until interrupted'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l archived -d 'Archived logs too'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from query" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l all -d 'Kept ones too, each with everything that was said of it'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l overdue -d 'Only those that should have been kept by now'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l archived -d 'Archived logs too'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from commitments" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l archived -d 'Archived logs too'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from failures" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l archived -d 'Archived logs too'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l json -d 'Print as JSON'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from stats" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l format -d 'How to draw' -r -f -a "tree\t'Causes, and below each what it led to'
dot\t'For Graphviz'
mermaid\t'For Mermaid'
json\t'One JSON document'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l archived -d 'Archived logs too'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from graph" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l archived -d 'Archived logs too'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l json -d 'Print as JSON'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from explain" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l archived -d 'Archived logs too'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l json -d 'Print as JSON'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from validate" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l older-than -d 'Only logs that were changed last longer ago: 30d, 12h; a bare number is days' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -s n -l dry-run -d 'Only say what would be archived'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from archive" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from restore" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -l json -d 'Print as JSON'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from storage" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -f -a "start" -d 'A task begins'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -f -a "done" -d 'The newest open task of that name is done'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from task" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -f -a "read" -d 'A file was read'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -f -a "write" -d 'A file was written'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from file" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l params -d 'What it was given, as a JSON object (or @FILE, or -)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l duration-ms -d 'How long it took, in milliseconds' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l agent -d 'Who acts' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l session -d 'The session' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l json -d 'Print what was noted as JSON instead of the log\'s path'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from tool" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l session -d 'The session of events that name none [default: a new one, unknown_<8 hexadecimal digits>]' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l json -d 'Print what was written as JSON when all is written, instead of the files'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from emit" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l type -d 'Only events of this type (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l role -d 'Only what this role says (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l session -d 'Only this session of those that are kept together (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l since -d 'Only what happened at this time or later' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l until -d 'Only what happened before this time' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from view" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l to -d 'What to make of it' -r -f -a "activity\t'Tasks and tool calls'
causal\t'Events with their provenance'
stream\t'Everything that happened'
responses\t'Requests with their answers, recorded in the store'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l agent -d 'The agent, where a log does not say it [default: that of the file\'s name, else main]' -r
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l log-dir -d 'The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l json -d 'Print what was made as one JSON document, with what was left out and skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from convert" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "append" -d 'Add an event to a session\'s log and print its id'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "query" -d 'Find events, in the order of sessions and lines'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "commitments" -d 'List what was promised and not kept yet'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "failures" -d 'List what was tried and failed, in the order of sessions and lines'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "stats" -d 'Count events by type, agent, source and session'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "graph" -d 'Draw which event led to which'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "explain" -d 'Show what led to an event: everything it depends on, causes before effects, with the reasoning'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Check every line of logs, and exit with 4 if one is damaged or breaks a rule'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "archive" -d 'Put logs aside, compressed, in archive/<session>.jsonl.gz'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Take archived logs back, byte for byte'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "storage" -d 'Say how much space logs and archives take'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "task" -d 'Note that a task begins or is done'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "file" -d 'Note that a file was read or written'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "tool" -d 'Note that a tool was called'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "emit" -d 'Write events to the streams of their sessions, and print the files they went to'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "view" -d 'Read a streamed session as a conversation: its pieces put together to messages'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "convert" -d 'Make a log into one of another family, as far as what it says survives; or the requests and answers of a stream into responses'
complete -c responses -n "__fish_responses_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -l client -d 'Who sends the event [default: recognised by what it holds]' -r -f -a "claude\t'Claude Code'
codex\t'Codex'
gemini\t'Gemini CLI'"
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -l event -d 'The event\'s name, where the event does not say it' -r -f -a "pre_tool\t'An agent is about to be asked'
post_tool\t'An agent has answered'
user_prompt\t'The user has asked'
subagent_stop\t'A subagent has ended'
stop\t'The main thread has ended its turn'"
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -a "install" -d 'Install the hooks into a client\'s settings, so that its agents\' responses are recorded'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -a "status" -d 'Say where the hooks are installed'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -a "uninstall" -d 'Take the hooks out of a client\'s settings, which become again what they were'
complete -c responses -n "__fish_responses_using_subcommand hook; and not __fish_seen_subcommand_from install status uninstall help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l client -d 'Whose settings' -r -f -a "claude\t'Claude Code'
codex\t'Codex'
gemini\t'Gemini CLI'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l scope -d 'Which sessions' -r -f -a "user\t'All sessions of this user'
project\t'Sessions in the working directory, for everyone'
local\t'Sessions in the working directory, for this user (Claude Code only)'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l notify -d 'Codex: be the program that it notifies at the end of a turn, for versions without hooks'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -s n -l dry-run -d 'Show what would change as a diff, and change nothing'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from install" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l client -d 'Only this client' -r -f -a "claude\t'Claude Code'
codex\t'Codex'
gemini\t'Gemini CLI'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l scope -d 'Only this scope' -r -f -a "user\t'All sessions of this user'
project\t'Sessions in the working directory, for everyone'
local\t'Sessions in the working directory, for this user (Claude Code only)'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l client -d 'Whose settings' -r -f -a "claude\t'Claude Code'
codex\t'Codex'
gemini\t'Gemini CLI'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l scope -d 'Which sessions' -r -f -a "user\t'All sessions of this user'
project\t'Sessions in the working directory, for everyone'
local\t'Sessions in the working directory, for this user (Claude Code only)'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l notify -d 'Codex: be the program that it notifies at the end of a turn, for versions without hooks'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s n -l dry-run -d 'Show what would change as a diff, and change nothing'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from help" -f -a "install" -d 'Install the hooks into a client\'s settings, so that its agents\' responses are recorded'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from help" -f -a "status" -d 'Say where the hooks are installed'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from help" -f -a "uninstall" -d 'Take the hooks out of a client\'s settings, which become again what they were'
complete -c responses -n "__fish_responses_using_subcommand hook; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -f -a "add" -d 'Add a destination to the configuration, after looking whether it is there'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -f -a "list" -d 'List the destinations'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -f -a "remove" -d 'Take a destination out of the configuration'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -f -a "run" -d 'Send what waits, and end; or go on with what is recorded later'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -f -a "status" -d 'Show what waits for each destination, and how it stands with it'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -f -a "retry" -d 'Send dead letters once more. Those that are refused again stay, with the new reason'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -f -a "unit" -d 'Print a systemd unit that forwards as a service'
complete -c responses -n "__fish_responses_using_subcommand forward; and not __fish_seen_subcommand_from add list remove run status retry unit help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l from -d 'Whether what is in the store already is sent too [default: beginning, or where an earlier destination of that name ended]' -r -f -a "beginning\t'With the oldest record'
now\t'With what is recorded from now on'"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l no-check -d 'Do not look whether it is there'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from add" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -l forget -d 'Forget what was delivered to it too, and delete its dead letters'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from remove" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -l once -d 'Send what waits and end, which is the default'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -s f -l follow -d 'Go on with what is recorded later'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -l json -d 'Print what became of it as JSON when it ends'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from run" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -l json -d 'Print it as JSON'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -l prometheus -d 'Print it as metrics in Prometheus\' text format'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -l json -d 'Print what became of them as JSON'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from retry" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from unit" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a destination to the configuration, after looking whether it is there'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the destinations'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Take a destination out of the configuration'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from help" -f -a "run" -d 'Send what waits, and end; or go on with what is recorded later'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show what waits for each destination, and how it stands with it'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from help" -f -a "retry" -d 'Send dead letters once more. Those that are refused again stay, with the new reason'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from help" -f -a "unit" -d 'Print a systemd unit that forwards as a service'
complete -c responses -n "__fish_responses_using_subcommand forward; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand clear" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l agent -d 'Only the responses of this agent, each by itself (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l older-than -d 'What is older: 30d, 12h, 2weeks; a bare number is days' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l max-sessions -d 'The oldest sessions above this number' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l max-responses -d 'The oldest until there are not more responses' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l max-size -d 'The oldest until the rest fits: 500MB, 2GiB' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l min-free -d 'The oldest until so much of the disk is free: 10%, 5GiB. What waits in the trash counts as free' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l policy -d 'What this policy of the configuration says' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l keep-last -d 'The N newest sessions (with --agent, responses)' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l keep-hourly -d 'The newest of each of the last N hours in which there are any' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l keep-daily -d 'The newest of each of the last N days' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l keep-weekly -d 'The newest of each of the last N weeks, which begin on Monday' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l keep-monthly -d 'The newest of each of the last N months' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l keep-yearly -d 'The newest of each of the last N years' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l keep-within -d 'What is not older' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l keep-agent -d 'What has a response of this agent (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l group-by -d 'Keep those numbers in each group' -r -f -a "agent\t''
session\t''
model\t''
project\t''"
complete -c responses -n "__fish_responses_using_subcommand clear" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand clear" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand clear" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand clear" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand clear" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand clear" -l all -d 'Everything'
complete -c responses -n "__fish_responses_using_subcommand clear" -l keep-errors -d 'What has a response that ended in an error'
complete -c responses -n "__fish_responses_using_subcommand clear" -s n -l dry-run -d 'Only show what would be done'
complete -c responses -n "__fish_responses_using_subcommand clear" -s y -l yes -l confirm -d 'Do not ask'
complete -c responses -n "__fish_responses_using_subcommand clear" -l purge -d 'Delete for good instead of moving to the trash'
complete -c responses -n "__fish_responses_using_subcommand clear" -l archive -d 'Move to archives instead of the trash; `responses restore` brings them back'
complete -c responses -n "__fish_responses_using_subcommand clear" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand clear" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand clear" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand clear" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand clear" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand clear" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand clear" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand clear" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand clear" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand tidy" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand tidy" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand tidy" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand tidy" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand tidy" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand tidy" -s n -l dry-run -d 'Only show what would be done'
complete -c responses -n "__fish_responses_using_subcommand tidy" -l print-timer -d 'Print a systemd service and timer that tidy this store every day'
complete -c responses -n "__fish_responses_using_subcommand tidy" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand tidy" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand tidy" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand tidy" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand tidy" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand tidy" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand tidy" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand tidy" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand tidy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand tidy" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand pin" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand pin" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand pin" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand pin" -l list -d 'List the pinned sessions'
complete -c responses -n "__fish_responses_using_subcommand pin" -l json -d 'Print the pinned sessions as JSON'
complete -c responses -n "__fish_responses_using_subcommand pin" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand pin" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand pin" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand pin" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand pin" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand pin" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand pin" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand pin" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand unpin" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand unpin" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand unpin" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand unpin" -l json -d 'Print the sessions that are still pinned as JSON'
complete -c responses -n "__fish_responses_using_subcommand unpin" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand unpin" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand unpin" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand unpin" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand unpin" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand unpin" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand unpin" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand unpin" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand undo" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand undo" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand undo" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand undo" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand undo" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand undo" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand undo" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand undo" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand undo" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand undo" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand undo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand undo" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -f -a "list" -d 'List the receipts, the newest first, or the files of one'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -f -a "restore" -d 'Take back what one receipt holds, or some sessions or files of it'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -f -a "empty" -d 'Delete what was cleared, for good. Without a terminal this needs --yes'
complete -c responses -n "__fish_responses_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l file -d 'Only this file, by its path below the store (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from restore" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -l older-than -d 'Only what was cleared longer ago: 7d, 12h; a bare number is days' -r
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -s y -l yes -l confirm -d 'Do not ask'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from empty" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the receipts, the newest first, or the files of one'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Take back what one receipt holds, or some sessions or files of it'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from help" -f -a "empty" -d 'Delete what was cleared, for good. Without a terminal this needs --yes'
complete -c responses -n "__fish_responses_using_subcommand trash; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand archive" -l older-than -d 'Those whose newest response is older: 30d, 12h, 2weeks; a bare number is days' -r
complete -c responses -n "__fish_responses_using_subcommand archive" -l keep-last -d 'Never the N newest sessions; without another rule, all the rest' -r
complete -c responses -n "__fish_responses_using_subcommand archive" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand archive" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand archive" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand archive" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand archive" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand archive" -l all -d 'Every session'
complete -c responses -n "__fish_responses_using_subcommand archive" -l list -d 'List the archives there are'
complete -c responses -n "__fish_responses_using_subcommand archive" -s n -l dry-run -d 'Only show what would be done'
complete -c responses -n "__fish_responses_using_subcommand archive" -s y -l yes -l confirm -d 'Do not ask'
complete -c responses -n "__fish_responses_using_subcommand archive" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand archive" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand archive" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand archive" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand archive" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand archive" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand archive" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand archive" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand archive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand archive" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand restore" -l max-size -d 'Refuse an archive of which more than this comes out [default: 64GiB]' -r
complete -c responses -n "__fish_responses_using_subcommand restore" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand restore" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand restore" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand restore" -l keep -d 'Leave the archives where they are'
complete -c responses -n "__fish_responses_using_subcommand restore" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand restore" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand restore" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand restore" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand restore" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand restore" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand restore" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand restore" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand doctor" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand doctor" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand doctor" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand doctor" -l fix-permissions -d 'Take every right of others than the owner from the store and all that is in it'
complete -c responses -n "__fish_responses_using_subcommand doctor" -l json -d 'Print what was found as JSON'
complete -c responses -n "__fish_responses_using_subcommand doctor" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand doctor" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand doctor" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand doctor" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand doctor" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand doctor" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand verify" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand verify" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand verify" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand verify" -l json -d 'Print what was found as JSON'
complete -c responses -n "__fish_responses_using_subcommand verify" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand verify" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand verify" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand verify" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand verify" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand verify" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand verify" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand repair" -l events -d 'Only end the last lines of event logs below this directory that have no end, as the next append would. Not a byte of them changes' -r -F
complete -c responses -n "__fish_responses_using_subcommand repair" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand repair" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand repair" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand repair" -s n -l dry-run -d 'Only show what would be done'
complete -c responses -n "__fish_responses_using_subcommand repair" -l collect -d 'Only bring responses home that the store could not take when they came (`responses doctor` counts them)'
complete -c responses -n "__fish_responses_using_subcommand repair" -l normalise -l normalize -d 'Only bring old shapes and names of files into the canonical form. The old files go to the trash; unknown keys go into the metadata, and so does a time without an offset, as it was written, beside the one with the offset of the zone in force'
complete -c responses -n "__fish_responses_using_subcommand repair" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand repair" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand repair" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand repair" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand repair" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand repair" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand repair" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand repair" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand repair" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand scrub" -l session -d 'Only this session (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand scrub" -l agent -d 'Only this agent (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand scrub" -l since -d 'Given at this time or later: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday' -r
complete -c responses -n "__fish_responses_using_subcommand scrub" -l until -d 'Given before this time (a date means its midnight)' -r
complete -c responses -n "__fish_responses_using_subcommand scrub" -l model -d 'Only this model (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand scrub" -l tool -d 'Only responses that used this tool (repeatable; `*` stands for anything)' -r
complete -c responses -n "__fish_responses_using_subcommand scrub" -l status -d 'Only responses that ended like this' -r -f -a "ok\t'No failure is recorded'
error\t'An error, a non-zero exit code, or `success: false`'"
complete -c responses -n "__fish_responses_using_subcommand scrub" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand scrub" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand scrub" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand scrub" -s n -l dry-run -l check -d 'Change nothing; exit with 4 if there are secrets'
complete -c responses -n "__fish_responses_using_subcommand scrub" -l json -d 'Print what was found and done as JSON'
complete -c responses -n "__fish_responses_using_subcommand scrub" -l archived -d 'Look into archives too'
complete -c responses -n "__fish_responses_using_subcommand scrub" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand scrub" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand scrub" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand scrub" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand scrub" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand scrub" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand scrub" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand scrub" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -f -a "show" -d 'Show every setting in force and what put it there'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -f -a "path" -d 'Show which files are looked at, the strongest first, and which of them exist'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -f -a "check" -d 'List everything that is wrong with files and variables. Exits with 2 if there is a mistake, warnings aside'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -f -a "migrate" -d 'Write deprecated environment variables into the project\'s configuration, keeping all that is there; a copy is made first'
complete -c responses -n "__fish_responses_using_subcommand config; and not __fish_seen_subcommand_from show path check migrate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from path" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l format -d 'How to print [default: table]' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
markdown\t'A Markdown table'"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l fields -d 'Only these fields, in this order; their names are those of the JSON output' -r
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l json -d 'The same as --format json'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l no-header -d 'No line with the names of the columns'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -s n -l dry-run -d 'Only show what would change'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -l json -d 'Print what was done as JSON'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from migrate" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show every setting in force and what put it there'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "path" -d 'Show which files are looked at, the strongest first, and which of them exist'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'List everything that is wrong with files and variables. Exits with 2 if there is a mistake, warnings aside'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "migrate" -d 'Write deprecated environment variables into the project\'s configuration, keeping all that is there; a copy is made first'
complete -c responses -n "__fish_responses_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand completions" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand completions" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand completions" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand completions" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand completions" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand completions" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand completions" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand completions" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand completions" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand completions" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand generate" -l dir -d 'The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]' -r -f -a "(__fish_complete_directories)"
complete -c responses -n "__fish_responses_using_subcommand generate" -l config -d 'Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]' -r -F
complete -c responses -n "__fish_responses_using_subcommand generate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them'
always\t'Always'
never\t'Never'"
complete -c responses -n "__fish_responses_using_subcommand generate" -s q -l quiet -d 'Say nothing but errors on stderr'
complete -c responses -n "__fish_responses_using_subcommand generate" -s v -l verbose -d 'Name every file that was skipped, and why'
complete -c responses -n "__fish_responses_using_subcommand generate" -l no-progress -d 'Never show progress'
complete -c responses -n "__fish_responses_using_subcommand generate" -l utc -d 'Show times in UTC instead of the local zone'
complete -c responses -n "__fish_responses_using_subcommand generate" -l no-cache -d 'Read every file, and remember nothing for the next time'
complete -c responses -n "__fish_responses_using_subcommand generate" -l strict -d 'Exit with 4 if anything had to be skipped'
complete -c responses -n "__fish_responses_using_subcommand generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c responses -n "__fish_responses_using_subcommand generate" -s V -l version -d 'Print version'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "list" -d 'List responses, newest first'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "sessions" -d 'List sessions, the one with the latest response first'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "view" -d 'Read one response, or with --session alone a whole conversation'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "search" -d 'Search what was asked and answered'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "stats" -d 'Count responses, errors, tokens, time and bytes'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "analyze" -d 'Analyse durations, errors, throughput, trends, bottlenecks and outliers; or event logs, each by what it is'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "export" -d 'Write responses to one file, for other programs or to be read'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "import" -d 'Take in what `export` wrote as NDJSON'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "log" -d 'Record a response and print its file\'s path'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "events" -d 'Write, read and analyse event logs: what agents did and why, a JSON object a line'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "hook" -d 'Record what an agent\'s hook tells on standard input. Always ends with 0 and prints nothing'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "forward" -d 'Forward what is recorded to other systems: each record at least once, with an id by which a receiver takes it once'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "clear" -d 'Move responses to the trash, or with --purge delete them for good'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "tidy" -d 'Clear by the policy of the configuration, without asking; made for cron and systemd timers'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "pin" -d 'Keep sessions from ever being cleared, or list those that are kept so'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "unpin" -d 'Let sessions be cleared again that were pinned'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "undo" -d 'Take a clear back: every file returns with its bytes, name, mode and time'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "trash" -d 'Look at what was cleared, take it back, or delete it for good'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "archive" -d 'Move sessions into compressed archives, from which every byte comes back'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "restore" -d 'Bring archived sessions back: every file returns with its bytes, name, mode and time'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "doctor" -d 'Check whether responses are recorded, and whether the store is well'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "verify" -d 'Read every file whole and hold it to the schema of records'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "repair" -d 'Put aside what can\'t be read, and save what is whole of it'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "scrub" -d 'Take secrets of known forms out of responses that are stored already'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "config" -d 'Show the settings in force and where each came from, check the files, migrate deprecated variables'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "generate" -d 'Write the completion scripts, manual pages and JSON Schemas into a directory'
complete -c responses -n "__fish_responses_using_subcommand help; and not __fish_seen_subcommand_from list sessions view search stats analyze export import log events hook forward clear tidy pin unpin undo trash archive restore doctor verify repair scrub config completions generate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "append" -d 'Add an event to a session\'s log and print its id'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "query" -d 'Find events, in the order of sessions and lines'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "commitments" -d 'List what was promised and not kept yet'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "failures" -d 'List what was tried and failed, in the order of sessions and lines'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "stats" -d 'Count events by type, agent, source and session'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "graph" -d 'Draw which event led to which'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "explain" -d 'Show what led to an event: everything it depends on, causes before effects, with the reasoning'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "validate" -d 'Check every line of logs, and exit with 4 if one is damaged or breaks a rule'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "archive" -d 'Put logs aside, compressed, in archive/<session>.jsonl.gz'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "restore" -d 'Take archived logs back, byte for byte'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "storage" -d 'Say how much space logs and archives take'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "task" -d 'Note that a task begins or is done'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "file" -d 'Note that a file was read or written'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "tool" -d 'Note that a tool was called'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "emit" -d 'Write events to the streams of their sessions, and print the files they went to'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "view" -d 'Read a streamed session as a conversation: its pieces put together to messages'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "convert" -d 'Make a log into one of another family, as far as what it says survives; or the requests and answers of a stream into responses'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from hook" -f -a "install" -d 'Install the hooks into a client\'s settings, so that its agents\' responses are recorded'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from hook" -f -a "status" -d 'Say where the hooks are installed'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from hook" -f -a "uninstall" -d 'Take the hooks out of a client\'s settings, which become again what they were'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from forward" -f -a "add" -d 'Add a destination to the configuration, after looking whether it is there'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from forward" -f -a "list" -d 'List the destinations'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from forward" -f -a "remove" -d 'Take a destination out of the configuration'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from forward" -f -a "run" -d 'Send what waits, and end; or go on with what is recorded later'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from forward" -f -a "status" -d 'Show what waits for each destination, and how it stands with it'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from forward" -f -a "retry" -d 'Send dead letters once more. Those that are refused again stay, with the new reason'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from forward" -f -a "unit" -d 'Print a systemd unit that forwards as a service'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from trash" -f -a "list" -d 'List the receipts, the newest first, or the files of one'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from trash" -f -a "restore" -d 'Take back what one receipt holds, or some sessions or files of it'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from trash" -f -a "empty" -d 'Delete what was cleared, for good. Without a terminal this needs --yes'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Show every setting in force and what put it there'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "path" -d 'Show which files are looked at, the strongest first, and which of them exist'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'List everything that is wrong with files and variables. Exits with 2 if there is a mistake, warnings aside'
complete -c responses -n "__fish_responses_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "migrate" -d 'Write deprecated environment variables into the project\'s configuration, keeping all that is there; a copy is made first'
