#compdef responses

autoload -U is-at-least

_responses() {
    typeset -A opt_args
    typeset -a _arguments_options
    local ret=1

    if is-at-least 5.2; then
        _arguments_options=(-s -S -C)
    else
        _arguments_options=(-s -C)
    fi

    local context curcontext="$curcontext" state line
    _arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_responses_commands" \
"*::: :->responses" \
&& ret=0
    case $state in
    (responses)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'(--all)--limit=[How many at most]:N:_default' \
'--sort=[What to sort by]:KEY:((time\:"Newest first"
agent\:"By agent"
session\:"By session"
tokens\:"Most first"
duration\:"Longest first"
size\:"Largest first"))' \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--agent=[Only this agent (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--since=[Given at this time or later\: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday]:TIME:_default' \
'--until=[Given before this time (a date means its midnight)]:TIME:_default' \
'*--model=[Only this model (repeatable; \`*\` stands for anything)]:MODEL:_default' \
'*--tool=[Only responses that used this tool (repeatable; \`*\` stands for anything)]:TOOL:_default' \
'--status=[Only responses that ended like this]:STATUS:((ok\:"No failure is recorded"
error\:"An error, a non-zero exit code, or \`success\: false\`"))' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--all[All of them]' \
'--reverse[The other way round]' \
'--archived[Look into archives too]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(--format --json --fields)--paths[Print only the files'\'' paths]' \
'(--format --json --fields)-0[Print only the files'\'' paths, each ended by a NUL, for xargs -0]' \
'(--format --json --fields)--null[Print only the files'\'' paths, each ended by a NUL, for xargs -0]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(sessions)
_arguments "${_arguments_options[@]}" : \
'--events=[The sessions of the event logs below this directory instead]:DIR:_files' \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--agent=[Only this agent (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--since=[Given at this time or later\: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday]:TIME:_default' \
'--until=[Given before this time (a date means its midnight)]:TIME:_default' \
'*--model=[Only this model (repeatable; \`*\` stands for anything)]:MODEL:_default' \
'*--tool=[Only responses that used this tool (repeatable; \`*\` stands for anything)]:TOOL:_default' \
'--status=[Only responses that ended like this]:STATUS:((ok\:"No failure is recorded"
error\:"An error, a non-zero exit code, or \`success\: false\`"))' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--archived[Look into archives too]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(view)
_arguments "${_arguments_options[@]}" : \
'(--json --format --fields)--field=[Only this field\: one of the JSON output'\''s, or metadata.KEY]:NAME:_default' \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--agent=[Only this agent (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--since=[Given at this time or later\: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday]:TIME:_default' \
'--until=[Given before this time (a date means its midnight)]:TIME:_default' \
'*--model=[Only this model (repeatable; \`*\` stands for anything)]:MODEL:_default' \
'*--tool=[Only responses that used this tool (repeatable; \`*\` stands for anything)]:TOOL:_default' \
'--status=[Only responses that ended like this]:STATUS:((ok\:"No failure is recorded"
error\:"An error, a non-zero exit code, or \`success\: false\`"))' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--json --format --fields --field)--raw[The file'\''s bytes, as they are]' \
'--no-pager[Do not start a pager]' \
'--archived[Look into archives too]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::target -- An id or a unique beginning or end of one, a file, or `latest`:_default' \
&& ret=0
;;
(search)
_arguments "${_arguments_options[@]}" : \
'(--in --model --tool --status)--events=[Search the texts of the event logs below this directory instead]:DIR:_files' \
'()*-e+[A regular expression; repeatable, any of them is enough]:PATTERN:_default' \
'()*--regexp=[A regular expression; repeatable, any of them is enough]:PATTERN:_default' \
'--in=[Only in this text \[default\: both\]]:TEXT:((request\:"What was asked"
response\:"What was answered"))' \
'-C+[Lines to show before and after each match]:N:_default' \
'--context=[Lines to show before and after each match]:N:_default' \
'-B+[Lines to show before each match]:N:_default' \
'--before-context=[Lines to show before each match]:N:_default' \
'-A+[Lines to show after each match]:N:_default' \
'--after-context=[Lines to show after each match]:N:_default' \
'-m+[At most so many matching lines of each response, or log]:N:_default' \
'--max-count=[At most so many matching lines of each response, or log]:N:_default' \
'--limit=[At most so many responses; of logs, so many lines, or logs with --count or --paths]:N:_default' \
'--sort=[In which order \[default\: none on a terminal, else time; of logs, none\]]:ORDER:((none\:"As they are found, at once; never the same twice. JSON documents are sorted all the same. Of logs\: by path and line"
time\:"Newest first, when all are found"))' \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--agent=[Only this agent (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--since=[Given at this time or later\: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday]:TIME:_default' \
'--until=[Given before this time (a date means its midnight)]:TIME:_default' \
'*--model=[Only this model (repeatable; \`*\` stands for anything)]:MODEL:_default' \
'*--tool=[Only responses that used this tool (repeatable; \`*\` stands for anything)]:TOOL:_default' \
'--status=[Only responses that ended like this]:STATUS:((ok\:"No failure is recorded"
error\:"An error, a non-zero exit code, or \`success\: false\`"))' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'-F[Take the pattern as it is written, not as a regular expression]' \
'--fixed-strings[Take the pattern as it is written, not as a regular expression]' \
'-w[Only whole words]' \
'--word-regexp[Only whole words]' \
'-i[Upper and lower case are the same \[default\: unless the pattern has upper case\]]' \
'--ignore-case[Upper and lower case are the same \[default\: unless the pattern has upper case\]]' \
'-s[Upper and lower case differ]' \
'--case-sensitive[Upper and lower case differ]' \
'(--paths -0 --null)-c[Only how many lines match in each response, or log]' \
'(--paths -0 --null)--count[Only how many lines match in each response, or log]' \
'--archived[Look into archives too]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(--format --json --fields)--paths[Print only the files'\'' paths]' \
'(--format --json --fields)-0[Print only the files'\'' paths, each ended by a NUL, for xargs -0]' \
'(--format --json --fields)--null[Print only the files'\'' paths, each ended by a NUL, for xargs -0]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::pattern -- A regular expression:_default' \
&& ret=0
;;
(stats)
_arguments "${_arguments_options[@]}" : \
'--events=[Count the event logs below this directory instead]:DIR:_files' \
'--by=[What to group by \[default\: agent; event logs are counted by the type of event, by session or by tool\]]:KEY:((agent\:"Who answered"
session\:"The conversation"
model\:"The model"
tool\:"The tools used; a response counts under each"
day\:"The calendar day"
hour\:"The hour of the day"))' \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--agent=[Only this agent (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--since=[Given at this time or later\: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday]:TIME:_default' \
'--until=[Given before this time (a date means its midnight)]:TIME:_default' \
'*--model=[Only this model (repeatable; \`*\` stands for anything)]:MODEL:_default' \
'*--tool=[Only responses that used this tool (repeatable; \`*\` stands for anything)]:TOOL:_default' \
'--status=[Only responses that ended like this]:STATUS:((ok\:"No failure is recorded"
error\:"An error, a non-zero exit code, or \`success\: false\`"))' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--archived[Look into archives too]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(analyze)
_arguments "${_arguments_options[@]}" : \
'--by=[How long the steps of the time series are]:STEP:((hour\:"An hour"
day\:"A calendar day"
week\:"A week from Monday to Sunday"))' \
'--target-velocity=[Fail if an activity log has fewer tasks per hour]:TASKS:_default' \
'--top=[How many of the busiest hours and days, sessions, outliers and gaps to tell]:N:_default' \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--agent=[Only this agent (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--since=[Given at this time or later\: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday]:TIME:_default' \
'--until=[Given before this time (a date means its midnight)]:TIME:_default' \
'*--model=[Only this model (repeatable; \`*\` stands for anything)]:MODEL:_default' \
'*--tool=[Only responses that used this tool (repeatable; \`*\` stands for anything)]:TOOL:_default' \
'--status=[Only responses that ended like this]:STATUS:((ok\:"No failure is recorded"
error\:"An error, a non-zero exit code, or \`success\: false\`"))' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--compare[Compare the time from --since \[default\: 7d\] to --until \[default\: now\] with the time of the same length before it; or the second of two activity logs with the first]' \
'--archived[Look into archives too]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::files -- Event logs, compressed or not, or directories of them or of responses \[default\: the store\]:_files' \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
'-o+[Where to write \[default\: standard output\]]:FILE:_files' \
'--output=[Where to write \[default\: standard output\]]:FILE:_files' \
'--format=[How to write \[default\: what the file'\''s ending says\]]:FORMAT:((ndjson\:"A JSON object a line, nothing left out (.ndjson, .jsonl)"
csv\:"Comma-separated values, RFC 4180 (.csv)"
parquet\:"Apache Parquet, in builds with the feature \`parquet\` (.parquet)"
markdown\:"Conversations in Markdown (.md)"
html\:"Conversations in one HTML file (.html)"))' \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--agent=[Only this agent (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--since=[Given at this time or later\: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday]:TIME:_default' \
'--until=[Given before this time (a date means its midnight)]:TIME:_default' \
'*--model=[Only this model (repeatable; \`*\` stands for anything)]:MODEL:_default' \
'*--tool=[Only responses that used this tool (repeatable; \`*\` stands for anything)]:TOOL:_default' \
'--status=[Only responses that ended like this]:STATUS:((ok\:"No failure is recorded"
error\:"An error, a non-zero exit code, or \`success\: false\`"))' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--redact[Put \[REDACTED\:kind\] in the place of secrets of known forms]' \
'--json[Print what was written as JSON]' \
'--archived[Look into archives too]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(import)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'-n[Only count what would be done]' \
'--dry-run[Only count what would be done]' \
'--no-redact[Store texts as they are, with any secret in them]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':file -- The file, or - for standard input:_files' \
&& ret=0
;;
(log)
_arguments "${_arguments_options[@]}" : \
'--session=[The conversation \[default\: default\]]:ID:_default' \
'--agent=[Who answered]:NAME:_default' \
'--request=[What was asked]:TEXT:_default' \
'--response=[What was answered]:TEXT:_default' \
'--metadata=[What else is known, as a JSON object]:JSON:_default' \
'--from=[Read whole responses from standard input\: objects with the record'\''s keys; flags fill what they lack]:FORMAT:((json\:"One object"
ndjson\:"One object a line"))' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--sync[Make the directory entry durable too, not only the file]' \
'--no-redact[Store texts as they are, with any secret in them]' \
'--json[Print {"id", "path"} instead of the path]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(events)
_arguments "${_arguments_options[@]}" : \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_responses__subcmd__events_commands" \
"*::: :->events" \
&& ret=0

    case $state in
    (events)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-events-command-$line[1]:"
        case $line[1] in
            (append)
_arguments "${_arguments_options[@]}" : \
'--session=[The session \[default\: a new one\]]:ID:_default' \
'--type=[What sort of thing happened]:TYPE:(user_message tool_call state_change commitment error constraint_applied decision)' \
'--agent=[Who acted]:NAME:_default' \
'--source=[Where it is known from \[default\: cli\]]:TEXT:_default' \
'--confidence=[How certain it is, from 0 to 1 \[default\: 1.0\]]:NUMBER:_default' \
'--data=[Anything else, as a JSON object]:JSON:_default' \
'*--causal-step=[What led to it\: '\''STEP\: REASONING'\'' or a JSON object (repeatable)]:STEP:_default' \
'*--constraint=[A rule in force\: '\''CONSTRAINT\: SOURCE'\'' or a JSON object (repeatable)]:RULE:_default' \
'*--failure=[What was tried and failed\: '\''ATTEMPT\: REASON'\'' or a JSON object (repeatable)]:FAILURE:_default' \
'*--commitment=[What was promised\: '\''COMMITMENT'\'', '\''COMMITMENT\: STATUS'\'' or a JSON object (repeatable)]:PROMISE:_default' \
'*--entity=[What it is about\: \`NAME=FULL_NAME\` or NAME={...} (repeatable)]:ENTITY:_default' \
'*--depends-on=[An event that led to this one (repeatable)]:EVENT:_default' \
'*--blocks=[An event that waits for this one (repeatable)]:EVENT:_default' \
'--event-id=[The event'\''s id \[default\: a new one\]]:EVENT:_default' \
'--timestamp=[When it happened \[default\: now\]]:TIME:_default' \
'--from=[Read whole events from standard input; flags fill what they lack]:FORMAT:((json\:"One object"
ndjson\:"One object a line"))' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--no-redact[Store texts as they are, with any secret in them]' \
'--json[Print JSON objects of id, session and path instead of the id]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(query)
_arguments "${_arguments_options[@]}" : \
'*--type=[Only this sort of thing (repeatable; \`*\` stands for anything)]:TYPE:_default' \
'*--agent=[Only what this agent did (repeatable; \`*\` stands for anything)]:NAME:_default' \
'*--source=[Only what is known from here (repeatable; \`*\` stands for anything)]:TEXT:_default' \
'--after=[Only what happened later than this\: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday]:TIME:_default' \
'--before=[Only what happened earlier than this]:TIME:_default' \
'*--constraint=[Only where this rule was in force (repeatable; \`*\` stands for anything)]:RULE:_default' \
'*--entity=[Only what is about this, by its short or whole name (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--text=[Only where one of the texts holds this, ids and times left out; capitals matter if there is one in it]:TEXT:_default' \
'--limit=[At most so many events]:N:_default' \
'--interval=[How often to look for what is added]:TIME:_default' \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--format --json --fields)--raw[Print the lines of the logs as they are]' \
'--follow[Go on with what is added, until interrupted]' \
'--archived[Archived logs too]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(commitments)
_arguments "${_arguments_options[@]}" : \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--all[Kept ones too, each with everything that was said of it]' \
'(--all)--overdue[Only those that should have been kept by now]' \
'--archived[Archived logs too]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(failures)
_arguments "${_arguments_options[@]}" : \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--archived[Archived logs too]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(stats)
_arguments "${_arguments_options[@]}" : \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--archived[Archived logs too]' \
'--json[Print as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(graph)
_arguments "${_arguments_options[@]}" : \
'--format=[How to draw]:FORMAT:((tree\:"Causes, and below each what it led to"
dot\:"For Graphviz"
mermaid\:"For Mermaid"
json\:"One JSON document"))' \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--format)--json[The same as --format json]' \
'--archived[Archived logs too]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(explain)
_arguments "${_arguments_options[@]}" : \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--archived[Archived logs too]' \
'--json[Print as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':event -- The event'\''s id, or its beginning:_default' \
&& ret=0
;;
(validate)
_arguments "${_arguments_options[@]}" : \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--archived[Archived logs too]' \
'--json[Print as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::files -- Logs to check, compressed or not \[default\: all in the directory of logs\]:_files' \
&& ret=0
;;
(archive)
_arguments "${_arguments_options[@]}" : \
'--older-than=[Only logs that were changed last longer ago\: 30d, 12h; a bare number is days]:AGE:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'-n[Only say what would be archived]' \
'--dry-run[Only say what would be archived]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::sessions -- Sessions (`*` stands for anything):_default' \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::sessions -- Sessions (`*` stands for anything):_default' \
&& ret=0
;;
(storage)
_arguments "${_arguments_options[@]}" : \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(task)
_arguments "${_arguments_options[@]}" : \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_responses__subcmd__events__subcmd__task_commands" \
"*::: :->task" \
&& ret=0

    case $state in
    (task)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-events-task-command-$line[1]:"
        case $line[1] in
            (start)
_arguments "${_arguments_options[@]}" : \
'--metadata=[What else is known, as a JSON object (or @FILE, or -)]:JSON:_default' \
'--agent=[Who acts]:NAME:_default' \
'--session=[The session]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was noted as JSON instead of the log'\''s path]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':name -- What it is called:_default' \
&& ret=0
;;
(done)
_arguments "${_arguments_options[@]}" : \
'--duration-ms=[How long it took, in milliseconds \[default\: until now\]]:MS:_default' \
'--metadata=[What else is known, as a JSON object (or @FILE, or -); its keys win over those from the start]:JSON:_default' \
'--agent=[Who acts]:NAME:_default' \
'--session=[The session]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was noted as JSON instead of the log'\''s path]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':name -- What it is called:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__events__subcmd__task__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-events-task-help-command-$line[1]:"
        case $line[1] in
            (start)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(done)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(file)
_arguments "${_arguments_options[@]}" : \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_responses__subcmd__events__subcmd__file_commands" \
"*::: :->file" \
&& ret=0

    case $state in
    (file)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-events-file-command-$line[1]:"
        case $line[1] in
            (read)
_arguments "${_arguments_options[@]}" : \
'--size=[How many bytes]:BYTES:_default' \
'--agent=[Who acts]:NAME:_default' \
'--session=[The session]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was noted as JSON instead of the log'\''s path]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':path -- The file:_default' \
&& ret=0
;;
(write)
_arguments "${_arguments_options[@]}" : \
'--size=[How many bytes]:BYTES:_default' \
'--lines=[How many lines]:LINES:_default' \
'--agent=[Who acts]:NAME:_default' \
'--session=[The session]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was noted as JSON instead of the log'\''s path]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':path -- The file:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__events__subcmd__file__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-events-file-help-command-$line[1]:"
        case $line[1] in
            (read)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(write)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(tool)
_arguments "${_arguments_options[@]}" : \
'--params=[What it was given, as a JSON object (or @FILE, or -)]:JSON:_default' \
'--duration-ms=[How long it took, in milliseconds]:MS:_default' \
'--agent=[Who acts]:NAME:_default' \
'--session=[The session]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was noted as JSON instead of the log'\''s path]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':name -- The tool:_default' \
&& ret=0
;;
(emit)
_arguments "${_arguments_options[@]}" : \
'--session=[The session of events that name none \[default\: a new one, unknown_<8 hexadecimal digits>\]]:ID:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was written as JSON when all is written, instead of the files]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::event -- The event, as JSON (or @FILE) \[default\: one a line from standard input\]:_default' \
&& ret=0
;;
(view)
_arguments "${_arguments_options[@]}" : \
'*--type=[Only events of this type (repeatable; \`*\` stands for anything)]:TYPE:_default' \
'*--role=[Only what this role says (repeatable; \`*\` stands for anything)]:ROLE:_default' \
'*--session=[Only this session of those that are kept together (repeatable; \`*\` stands for anything)]:ID:_default' \
'--since=[Only what happened at this time or later]:TIME:_default' \
'--until=[Only what happened before this time]:TIME:_default' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':what -- A session, a file, or a directory of files:_files' \
&& ret=0
;;
(convert)
_arguments "${_arguments_options[@]}" : \
'--to=[What to make of it]:FAMILY:((activity\:"Tasks and tool calls"
causal\:"Events with their provenance"
stream\:"Everything that happened"
responses\:"Requests with their answers, recorded in the store"))' \
'--agent=[The agent, where a log does not say it \[default\: that of the file'\''s name, else main\]]:NAME:_default' \
'--log-dir=[The directory of the logs \[default\: .ai-agents/sessions; for \`task\`, \`file\` and \`tool\` .ai-agents/activity; for \`emit\` and \`view\` as they say\]]:DIR:_files -/' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was made as one JSON document, with what was left out and skipped]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::files -- Logs, or directories of them:_files' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__events__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-events-help-command-$line[1]:"
        case $line[1] in
            (append)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(query)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(commitments)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(failures)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(stats)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(graph)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(explain)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(validate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(archive)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(storage)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(task)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__events__subcmd__help__subcmd__task_commands" \
"*::: :->task" \
&& ret=0

    case $state in
    (task)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-events-help-task-command-$line[1]:"
        case $line[1] in
            (start)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(done)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(file)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__events__subcmd__help__subcmd__file_commands" \
"*::: :->file" \
&& ret=0

    case $state in
    (file)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-events-help-file-command-$line[1]:"
        case $line[1] in
            (read)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(write)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(tool)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(emit)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(view)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(convert)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(hook)
_arguments "${_arguments_options[@]}" : \
'--client=[Who sends the event \[default\: recognised by what it holds\]]:CLIENT:((claude\:"Claude Code"
codex\:"Codex"
gemini\:"Gemini CLI"))' \
'--event=[The event'\''s name, where the event does not say it]:EVENT:((pre_tool\:"An agent is about to be asked"
post_tool\:"An agent has answered"
user_prompt\:"The user has asked"
subagent_stop\:"A subagent has ended"
stop\:"The main thread has ended its turn"))' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::json -- The event, instead of standard input:_default' \
":: :_responses__subcmd__hook_commands" \
"*::: :->hook" \
&& ret=0

    case $state in
    (hook)
        words=($line[2] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-hook-command-$line[2]:"
        case $line[2] in
            (install)
_arguments "${_arguments_options[@]}" : \
'--client=[Whose settings]:CLIENT:((claude\:"Claude Code"
codex\:"Codex"
gemini\:"Gemini CLI"))' \
'--scope=[Which sessions]:SCOPE:((user\:"All sessions of this user"
project\:"Sessions in the working directory, for everyone"
local\:"Sessions in the working directory, for this user (Claude Code only)"))' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--notify[Codex\: be the program that it notifies at the end of a turn, for versions without hooks]' \
'-n[Show what would change as a diff, and change nothing]' \
'--dry-run[Show what would change as a diff, and change nothing]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
'--client=[Only this client]:CLIENT:((claude\:"Claude Code"
codex\:"Codex"
gemini\:"Gemini CLI"))' \
'--scope=[Only this scope]:SCOPE:((user\:"All sessions of this user"
project\:"Sessions in the working directory, for everyone"
local\:"Sessions in the working directory, for this user (Claude Code only)"))' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(uninstall)
_arguments "${_arguments_options[@]}" : \
'--client=[Whose settings]:CLIENT:((claude\:"Claude Code"
codex\:"Codex"
gemini\:"Gemini CLI"))' \
'--scope=[Which sessions]:SCOPE:((user\:"All sessions of this user"
project\:"Sessions in the working directory, for everyone"
local\:"Sessions in the working directory, for this user (Claude Code only)"))' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--notify[Codex\: be the program that it notifies at the end of a turn, for versions without hooks]' \
'-n[Show what would change as a diff, and change nothing]' \
'--dry-run[Show what would change as a diff, and change nothing]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__hook__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-hook-help-command-$line[1]:"
        case $line[1] in
            (install)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(uninstall)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(forward)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_responses__subcmd__forward_commands" \
"*::: :->forward" \
&& ret=0

    case $state in
    (forward)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-forward-command-$line[1]:"
        case $line[1] in
            (add)
_arguments "${_arguments_options[@]}" : \
'--from=[Whether what is in the store already is sent too \[default\: beginning, or where an earlier destination of that name ended\]]:WHEN:((beginning\:"With the oldest record"
now\:"With what is recorded from now on"))' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--no-check[Do not look whether it is there]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':name -- What it is called\: letters, digits, `-` and `_`:_default' \
':transport -- The way there\: null, logging, file, webhook, redis or otlp:_default' \
'*::options -- Its options:_default' \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--forget[Forget what was delivered to it too, and delete its dead letters]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':name -- The destination:_default' \
&& ret=0
;;
(run)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-f --follow)--once[Send what waits and end, which is the default]' \
'-f[Go on with what is recorded later]' \
'--follow[Go on with what is recorded later]' \
'--json[Print what became of it as JSON when it ends]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::names -- The destinations \[default\: all\]:_default' \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print it as JSON]' \
'(--json)--prometheus[Print it as metrics in Prometheus'\'' text format]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::names -- The destinations \[default\: all\]:_default' \
&& ret=0
;;
(retry)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what became of them as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::names -- The destinations \[default\: all\]:_default' \
&& ret=0
;;
(unit)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::names -- The destinations \[default\: all\]:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__forward__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-forward-help-command-$line[1]:"
        case $line[1] in
            (add)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(run)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(retry)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(unit)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(clear)
_arguments "${_arguments_options[@]}" : \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--agent=[Only the responses of this agent, each by itself (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--older-than=[What is older\: 30d, 12h, 2weeks; a bare number is days]:AGE:_default' \
'--max-sessions=[The oldest sessions above this number]:N:_default' \
'--max-responses=[The oldest until there are not more responses]:N:_default' \
'--max-size=[The oldest until the rest fits\: 500MB, 2GiB]:SIZE:_default' \
'--min-free=[The oldest until so much of the disk is free\: 10%, 5GiB. What waits in the trash counts as free]:SIZE:_default' \
'(--session --agent --older-than --max-sessions --max-responses --max-size --min-free --all --keep-last --keep-hourly --keep-daily --keep-weekly --keep-monthly --keep-yearly --keep-within --keep-errors --keep-agent --group-by)--policy=[What this policy of the configuration says]:NAME:_default' \
'--keep-last=[The N newest sessions (with --agent, responses)]:N:_default' \
'--keep-hourly=[The newest of each of the last N hours in which there are any]:N:_default' \
'--keep-daily=[The newest of each of the last N days]:N:_default' \
'--keep-weekly=[The newest of each of the last N weeks, which begin on Monday]:N:_default' \
'--keep-monthly=[The newest of each of the last N months]:N:_default' \
'--keep-yearly=[The newest of each of the last N years]:N:_default' \
'--keep-within=[What is not older]:AGE:_default' \
'*--keep-agent=[What has a response of this agent (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--group-by=[Keep those numbers in each group]:WHAT:(agent session model project)' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--all[Everything]' \
'--keep-errors[What has a response that ended in an error]' \
'-n[Only show what would be done]' \
'--dry-run[Only show what would be done]' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'--confirm[Do not ask]' \
'--purge[Delete for good instead of moving to the trash]' \
'(--purge)--archive[Move to archives instead of the trash; \`responses restore\` brings them back]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(tidy)
_arguments "${_arguments_options[@]}" : \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'-n[Only show what would be done]' \
'--dry-run[Only show what would be done]' \
'(-n --dry-run --format --json --fields --no-header)--print-timer[Print a systemd service and timer that tidy this store every day]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(pin)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'()--list[List the pinned sessions]' \
'--json[Print the pinned sessions as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::sessions -- The sessions; without any, list those that are pinned:_default' \
&& ret=0
;;
(unpin)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print the sessions that are still pinned as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::sessions -- The sessions:_default' \
&& ret=0
;;
(undo)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::receipt -- The receipt of the clear \[default\: the newest\]:_default' \
&& ret=0
;;
(trash)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_responses__subcmd__trash_commands" \
"*::: :->trash" \
&& ret=0

    case $state in
    (trash)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-trash-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::receipt -- The receipt whose files to list:_default' \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--file=[Only this file, by its path below the store (repeatable; \`*\` stands for anything)]:PATH:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':receipt -- The receipt:_default' \
&& ret=0
;;
(empty)
_arguments "${_arguments_options[@]}" : \
'--older-than=[Only what was cleared longer ago\: 7d, 12h; a bare number is days]:AGE:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'--confirm[Do not ask]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__trash__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-trash-help-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(empty)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(archive)
_arguments "${_arguments_options[@]}" : \
'--older-than=[Those whose newest response is older\: 30d, 12h, 2weeks; a bare number is days]:AGE:_default' \
'--keep-last=[Never the N newest sessions; without another rule, all the rest]:N:_default' \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--all[Every session]' \
'(--older-than --keep-last --all -n --dry-run -y --yes)--list[List the archives there are]' \
'-n[Only show what would be done]' \
'--dry-run[Only show what would be done]' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'--confirm[Do not ask]' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::sessions -- The sessions (`*` stands for anything):_default' \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
'--max-size=[Refuse an archive of which more than this comes out \[default\: 64GiB\]]:SIZE:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--keep[Leave the archives where they are]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::sessions -- The sessions, or the archives by their names (`*` stands for anything):_default' \
&& ret=0
;;
(doctor)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--fix-permissions[Take every right of others than the owner from the store and all that is in it]' \
'--json[Print what was found as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(verify)
_arguments "${_arguments_options[@]}" : \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'--json[Print what was found as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::paths -- Only these files and directories of the store:_files' \
&& ret=0
;;
(repair)
_arguments "${_arguments_options[@]}" : \
'(--collect --normalise)--events=[Only end the last lines of event logs below this directory that have no end, as the next append would. Not a byte of them changes]:DIR:_files' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--collect)-n[Only show what would be done]' \
'(--collect)--dry-run[Only show what would be done]' \
'--collect[Only bring responses home that the store could not take when they came (\`responses doctor\` counts them)]' \
'(--collect)--normalise[Only bring old shapes and names of files into the canonical form. The old files go to the trash; unknown keys go into the metadata, and so does a time without an offset, as it was written, beside the one with the offset of the zone in force]' \
'(--collect)--normalize[Only bring old shapes and names of files into the canonical form. The old files go to the trash; unknown keys go into the metadata, and so does a time without an offset, as it was written, beside the one with the offset of the zone in force]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(scrub)
_arguments "${_arguments_options[@]}" : \
'*--session=[Only this session (repeatable; \`*\` stands for anything)]:ID:_default' \
'*--agent=[Only this agent (repeatable; \`*\` stands for anything)]:NAME:_default' \
'--since=[Given at this time or later\: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday]:TIME:_default' \
'--until=[Given before this time (a date means its midnight)]:TIME:_default' \
'*--model=[Only this model (repeatable; \`*\` stands for anything)]:MODEL:_default' \
'*--tool=[Only responses that used this tool (repeatable; \`*\` stands for anything)]:TOOL:_default' \
'--status=[Only responses that ended like this]:STATUS:((ok\:"No failure is recorded"
error\:"An error, a non-zero exit code, or \`success\: false\`"))' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'-n[Change nothing; exit with 4 if there are secrets]' \
'--dry-run[Change nothing; exit with 4 if there are secrets]' \
'--check[Change nothing; exit with 4 if there are secrets]' \
'--json[Print what was found and done as JSON]' \
'--archived[Look into archives too]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(config)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_responses__subcmd__config_commands" \
"*::: :->config" \
&& ret=0

    case $state in
    (config)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-config-command-$line[1]:"
        case $line[1] in
            (show)
_arguments "${_arguments_options[@]}" : \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(path)
_arguments "${_arguments_options[@]}" : \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(check)
_arguments "${_arguments_options[@]}" : \
'--format=[How to print \[default\: table\]]:FORMAT:((table\:"Columns for people"
json\:"One JSON document"
ndjson\:"One JSON object a line"
csv\:"Comma-separated values (RFC 4180)"
tsv\:"Tab-separated values"
markdown\:"A Markdown table"))' \
'*--fields=[Only these fields, in this order; their names are those of the JSON output]:A,B,C:_default' \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(--format)--json[The same as --format json]' \
'--no-header[No line with the names of the columns]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(migrate)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'-n[Only show what would change]' \
'--dry-run[Only show what would change]' \
'--json[Print what was done as JSON]' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__config__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-config-help-command-$line[1]:"
        case $line[1] in
            (show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(path)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(check)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(migrate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(completions)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':shell -- The shell:(bash elvish fish powershell zsh)' \
&& ret=0
;;
(generate)
_arguments "${_arguments_options[@]}" : \
'--dir=[The store \[env\: \`CLAUDE_MPM_RESPONSE_TRACKING_DIR\`; default\: the nearest \`.claude-mpm/responses\`\]]:DIR:_files -/' \
'--config=[Configuration file \[default\: the nearest \`.claude-mpm/configuration.yaml\`\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set; \`CLICOLOR_FORCE\` forces them"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Say nothing but errors on stderr]' \
'(-v --verbose)--quiet[Say nothing but errors on stderr]' \
'-v[Name every file that was skipped, and why]' \
'--verbose[Name every file that was skipped, and why]' \
'--no-progress[Never show progress]' \
'--utc[Show times in UTC instead of the local zone]' \
'--no-cache[Read every file, and remember nothing for the next time]' \
'--strict[Exit with 4 if anything had to be skipped]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':out -- Where to write `completions/`, `man/` and `schemas/`:_files' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-help-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(sessions)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(view)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(search)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(stats)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(analyze)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(import)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(log)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(events)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__help__subcmd__events_commands" \
"*::: :->events" \
&& ret=0

    case $state in
    (events)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-help-events-command-$line[1]:"
        case $line[1] in
            (append)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(query)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(commitments)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(failures)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(stats)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(graph)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(explain)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(validate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(archive)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(storage)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(task)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__help__subcmd__events__subcmd__task_commands" \
"*::: :->task" \
&& ret=0

    case $state in
    (task)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-help-events-task-command-$line[1]:"
        case $line[1] in
            (start)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(done)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(file)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__help__subcmd__events__subcmd__file_commands" \
"*::: :->file" \
&& ret=0

    case $state in
    (file)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-help-events-file-command-$line[1]:"
        case $line[1] in
            (read)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(write)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(tool)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(emit)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(view)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(convert)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(hook)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__help__subcmd__hook_commands" \
"*::: :->hook" \
&& ret=0

    case $state in
    (hook)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-help-hook-command-$line[1]:"
        case $line[1] in
            (install)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(uninstall)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(forward)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__help__subcmd__forward_commands" \
"*::: :->forward" \
&& ret=0

    case $state in
    (forward)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-help-forward-command-$line[1]:"
        case $line[1] in
            (add)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(run)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(retry)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(unit)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(clear)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(tidy)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(pin)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(unpin)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(undo)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(trash)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__help__subcmd__trash_commands" \
"*::: :->trash" \
&& ret=0

    case $state in
    (trash)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-help-trash-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(empty)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(archive)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(doctor)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(verify)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(repair)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(scrub)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(config)
_arguments "${_arguments_options[@]}" : \
":: :_responses__subcmd__help__subcmd__config_commands" \
"*::: :->config" \
&& ret=0

    case $state in
    (config)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:responses-help-config-command-$line[1]:"
        case $line[1] in
            (show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(path)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(check)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(migrate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(completions)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(generate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
}

(( $+functions[_responses_commands] )) ||
_responses_commands() {
    local commands; commands=(
'list:List responses, newest first' \
'sessions:List sessions, the one with the latest response first' \
'view:Read one response, or with --session alone a whole conversation' \
'search:Search what was asked and answered' \
'stats:Count responses, errors, tokens, time and bytes' \
'analyze:Analyse durations, errors, throughput, trends, bottlenecks and outliers; or event logs, each by what it is' \
'export:Write responses to one file, for other programs or to be read' \
'import:Take in what \`export\` wrote as NDJSON' \
'log:Record a response and print its file'\''s path' \
'events:Write, read and analyse event logs\: what agents did and why, a JSON object a line' \
'hook:Record what an agent'\''s hook tells on standard input. Always ends with 0 and prints nothing' \
'forward:Forward what is recorded to other systems\: each record at least once, with an id by which a receiver takes it once' \
'clear:Move responses to the trash, or with --purge delete them for good' \
'tidy:Clear by the policy of the configuration, without asking; made for cron and systemd timers' \
'pin:Keep sessions from ever being cleared, or list those that are kept so' \
'unpin:Let sessions be cleared again that were pinned' \
'undo:Take a clear back\: every file returns with its bytes, name, mode and time' \
'trash:Look at what was cleared, take it back, or delete it for good' \
'archive:Move sessions into compressed archives, from which every byte comes back' \
'restore:Bring archived sessions back\: every file returns with its bytes, name, mode and time' \
'doctor:Check whether responses are recorded, and whether the store is well' \
'verify:Read every file whole and hold it to the schema of records' \
'repair:Put aside what can'\''t be read, and save what is whole of it' \
'scrub:Take secrets of known forms out of responses that are stored already' \
'config:Show the settings in force and where each came from, check the files, migrate deprecated variables' \
'completions:Print the completion script of a shell' \
'generate:Write the completion scripts, manual pages and JSON Schemas into a directory' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses commands' commands "$@"
}
(( $+functions[_responses__subcmd__analyze_commands] )) ||
_responses__subcmd__analyze_commands() {
    local commands; commands=()
    _describe -t commands 'responses analyze commands' commands "$@"
}
(( $+functions[_responses__subcmd__archive_commands] )) ||
_responses__subcmd__archive_commands() {
    local commands; commands=()
    _describe -t commands 'responses archive commands' commands "$@"
}
(( $+functions[_responses__subcmd__clear_commands] )) ||
_responses__subcmd__clear_commands() {
    local commands; commands=()
    _describe -t commands 'responses clear commands' commands "$@"
}
(( $+functions[_responses__subcmd__completions_commands] )) ||
_responses__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'responses completions commands' commands "$@"
}
(( $+functions[_responses__subcmd__config_commands] )) ||
_responses__subcmd__config_commands() {
    local commands; commands=(
'show:Show every setting in force and what put it there' \
'path:Show which files are looked at, the strongest first, and which of them exist' \
'check:List everything that is wrong with files and variables. Exits with 2 if there is a mistake, warnings aside' \
'migrate:Write deprecated environment variables into the project'\''s configuration, keeping all that is there; a copy is made first' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses config commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__check_commands] )) ||
_responses__subcmd__config__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'responses config check commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__help_commands] )) ||
_responses__subcmd__config__subcmd__help_commands() {
    local commands; commands=(
'show:Show every setting in force and what put it there' \
'path:Show which files are looked at, the strongest first, and which of them exist' \
'check:List everything that is wrong with files and variables. Exits with 2 if there is a mistake, warnings aside' \
'migrate:Write deprecated environment variables into the project'\''s configuration, keeping all that is there; a copy is made first' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses config help commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__help__subcmd__check_commands] )) ||
_responses__subcmd__config__subcmd__help__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'responses config help check commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__help__subcmd__help_commands] )) ||
_responses__subcmd__config__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'responses config help help commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__help__subcmd__migrate_commands] )) ||
_responses__subcmd__config__subcmd__help__subcmd__migrate_commands() {
    local commands; commands=()
    _describe -t commands 'responses config help migrate commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__help__subcmd__path_commands] )) ||
_responses__subcmd__config__subcmd__help__subcmd__path_commands() {
    local commands; commands=()
    _describe -t commands 'responses config help path commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__help__subcmd__show_commands] )) ||
_responses__subcmd__config__subcmd__help__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'responses config help show commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__migrate_commands] )) ||
_responses__subcmd__config__subcmd__migrate_commands() {
    local commands; commands=()
    _describe -t commands 'responses config migrate commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__path_commands] )) ||
_responses__subcmd__config__subcmd__path_commands() {
    local commands; commands=()
    _describe -t commands 'responses config path commands' commands "$@"
}
(( $+functions[_responses__subcmd__config__subcmd__show_commands] )) ||
_responses__subcmd__config__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'responses config show commands' commands "$@"
}
(( $+functions[_responses__subcmd__doctor_commands] )) ||
_responses__subcmd__doctor_commands() {
    local commands; commands=()
    _describe -t commands 'responses doctor commands' commands "$@"
}
(( $+functions[_responses__subcmd__events_commands] )) ||
_responses__subcmd__events_commands() {
    local commands; commands=(
'append:Add an event to a session'\''s log and print its id' \
'query:Find events, in the order of sessions and lines' \
'commitments:List what was promised and not kept yet' \
'failures:List what was tried and failed, in the order of sessions and lines' \
'stats:Count events by type, agent, source and session' \
'graph:Draw which event led to which' \
'explain:Show what led to an event\: everything it depends on, causes before effects, with the reasoning' \
'validate:Check every line of logs, and exit with 4 if one is damaged or breaks a rule' \
'archive:Put logs aside, compressed, in archive/<session>.jsonl.gz' \
'restore:Take archived logs back, byte for byte' \
'storage:Say how much space logs and archives take' \
'task:Note that a task begins or is done' \
'file:Note that a file was read or written' \
'tool:Note that a tool was called' \
'emit:Write events to the streams of their sessions, and print the files they went to' \
'view:Read a streamed session as a conversation\: its pieces put together to messages' \
'convert:Make a log into one of another family, as far as what it says survives; or the requests and answers of a stream into responses' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses events commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__append_commands] )) ||
_responses__subcmd__events__subcmd__append_commands() {
    local commands; commands=()
    _describe -t commands 'responses events append commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__archive_commands] )) ||
_responses__subcmd__events__subcmd__archive_commands() {
    local commands; commands=()
    _describe -t commands 'responses events archive commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__commitments_commands] )) ||
_responses__subcmd__events__subcmd__commitments_commands() {
    local commands; commands=()
    _describe -t commands 'responses events commitments commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__convert_commands] )) ||
_responses__subcmd__events__subcmd__convert_commands() {
    local commands; commands=()
    _describe -t commands 'responses events convert commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__emit_commands] )) ||
_responses__subcmd__events__subcmd__emit_commands() {
    local commands; commands=()
    _describe -t commands 'responses events emit commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__explain_commands] )) ||
_responses__subcmd__events__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'responses events explain commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__failures_commands] )) ||
_responses__subcmd__events__subcmd__failures_commands() {
    local commands; commands=()
    _describe -t commands 'responses events failures commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__file_commands] )) ||
_responses__subcmd__events__subcmd__file_commands() {
    local commands; commands=(
'read:A file was read' \
'write:A file was written' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses events file commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__file__subcmd__help_commands] )) ||
_responses__subcmd__events__subcmd__file__subcmd__help_commands() {
    local commands; commands=(
'read:A file was read' \
'write:A file was written' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses events file help commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__file__subcmd__help__subcmd__help_commands] )) ||
_responses__subcmd__events__subcmd__file__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'responses events file help help commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__file__subcmd__help__subcmd__read_commands] )) ||
_responses__subcmd__events__subcmd__file__subcmd__help__subcmd__read_commands() {
    local commands; commands=()
    _describe -t commands 'responses events file help read commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__file__subcmd__help__subcmd__write_commands] )) ||
_responses__subcmd__events__subcmd__file__subcmd__help__subcmd__write_commands() {
    local commands; commands=()
    _describe -t commands 'responses events file help write commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__file__subcmd__read_commands] )) ||
_responses__subcmd__events__subcmd__file__subcmd__read_commands() {
    local commands; commands=()
    _describe -t commands 'responses events file read commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__file__subcmd__write_commands] )) ||
_responses__subcmd__events__subcmd__file__subcmd__write_commands() {
    local commands; commands=()
    _describe -t commands 'responses events file write commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__graph_commands] )) ||
_responses__subcmd__events__subcmd__graph_commands() {
    local commands; commands=()
    _describe -t commands 'responses events graph commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help_commands] )) ||
_responses__subcmd__events__subcmd__help_commands() {
    local commands; commands=(
'append:Add an event to a session'\''s log and print its id' \
'query:Find events, in the order of sessions and lines' \
'commitments:List what was promised and not kept yet' \
'failures:List what was tried and failed, in the order of sessions and lines' \
'stats:Count events by type, agent, source and session' \
'graph:Draw which event led to which' \
'explain:Show what led to an event\: everything it depends on, causes before effects, with the reasoning' \
'validate:Check every line of logs, and exit with 4 if one is damaged or breaks a rule' \
'archive:Put logs aside, compressed, in archive/<session>.jsonl.gz' \
'restore:Take archived logs back, byte for byte' \
'storage:Say how much space logs and archives take' \
'task:Note that a task begins or is done' \
'file:Note that a file was read or written' \
'tool:Note that a tool was called' \
'emit:Write events to the streams of their sessions, and print the files they went to' \
'view:Read a streamed session as a conversation\: its pieces put together to messages' \
'convert:Make a log into one of another family, as far as what it says survives; or the requests and answers of a stream into responses' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses events help commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__append_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__append_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help append commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__archive_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__archive_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help archive commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__commitments_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__commitments_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help commitments commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__convert_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__convert_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help convert commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__emit_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__emit_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help emit commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__explain_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help explain commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__failures_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__failures_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help failures commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__file_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__file_commands() {
    local commands; commands=(
'read:A file was read' \
'write:A file was written' \
    )
    _describe -t commands 'responses events help file commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__file__subcmd__read_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__file__subcmd__read_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help file read commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__file__subcmd__write_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__file__subcmd__write_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help file write commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__graph_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__graph_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help graph commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__help_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help help commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__query_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__query_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help query commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__restore_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help restore commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__stats_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__stats_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help stats commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__storage_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__storage_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help storage commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__task_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__task_commands() {
    local commands; commands=(
'start:A task begins' \
'done:The newest open task of that name is done' \
    )
    _describe -t commands 'responses events help task commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__task__subcmd__done_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__task__subcmd__done_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help task done commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__task__subcmd__start_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__task__subcmd__start_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help task start commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__tool_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__tool_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help tool commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__validate_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__validate_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help validate commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__help__subcmd__view_commands] )) ||
_responses__subcmd__events__subcmd__help__subcmd__view_commands() {
    local commands; commands=()
    _describe -t commands 'responses events help view commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__query_commands] )) ||
_responses__subcmd__events__subcmd__query_commands() {
    local commands; commands=()
    _describe -t commands 'responses events query commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__restore_commands] )) ||
_responses__subcmd__events__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'responses events restore commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__stats_commands] )) ||
_responses__subcmd__events__subcmd__stats_commands() {
    local commands; commands=()
    _describe -t commands 'responses events stats commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__storage_commands] )) ||
_responses__subcmd__events__subcmd__storage_commands() {
    local commands; commands=()
    _describe -t commands 'responses events storage commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__task_commands] )) ||
_responses__subcmd__events__subcmd__task_commands() {
    local commands; commands=(
'start:A task begins' \
'done:The newest open task of that name is done' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses events task commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__task__subcmd__done_commands] )) ||
_responses__subcmd__events__subcmd__task__subcmd__done_commands() {
    local commands; commands=()
    _describe -t commands 'responses events task done commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__task__subcmd__help_commands] )) ||
_responses__subcmd__events__subcmd__task__subcmd__help_commands() {
    local commands; commands=(
'start:A task begins' \
'done:The newest open task of that name is done' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses events task help commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__task__subcmd__help__subcmd__done_commands] )) ||
_responses__subcmd__events__subcmd__task__subcmd__help__subcmd__done_commands() {
    local commands; commands=()
    _describe -t commands 'responses events task help done commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__task__subcmd__help__subcmd__help_commands] )) ||
_responses__subcmd__events__subcmd__task__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'responses events task help help commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__task__subcmd__help__subcmd__start_commands] )) ||
_responses__subcmd__events__subcmd__task__subcmd__help__subcmd__start_commands() {
    local commands; commands=()
    _describe -t commands 'responses events task help start commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__task__subcmd__start_commands] )) ||
_responses__subcmd__events__subcmd__task__subcmd__start_commands() {
    local commands; commands=()
    _describe -t commands 'responses events task start commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__tool_commands] )) ||
_responses__subcmd__events__subcmd__tool_commands() {
    local commands; commands=()
    _describe -t commands 'responses events tool commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__validate_commands] )) ||
_responses__subcmd__events__subcmd__validate_commands() {
    local commands; commands=()
    _describe -t commands 'responses events validate commands' commands "$@"
}
(( $+functions[_responses__subcmd__events__subcmd__view_commands] )) ||
_responses__subcmd__events__subcmd__view_commands() {
    local commands; commands=()
    _describe -t commands 'responses events view commands' commands "$@"
}
(( $+functions[_responses__subcmd__export_commands] )) ||
_responses__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'responses export commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward_commands] )) ||
_responses__subcmd__forward_commands() {
    local commands; commands=(
'add:Add a destination to the configuration, after looking whether it is there' \
'list:List the destinations' \
'remove:Take a destination out of the configuration' \
'run:Send what waits, and end; or go on with what is recorded later' \
'status:Show what waits for each destination, and how it stands with it' \
'retry:Send dead letters once more. Those that are refused again stay, with the new reason' \
'unit:Print a systemd unit that forwards as a service' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses forward commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__add_commands] )) ||
_responses__subcmd__forward__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward add commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__help_commands] )) ||
_responses__subcmd__forward__subcmd__help_commands() {
    local commands; commands=(
'add:Add a destination to the configuration, after looking whether it is there' \
'list:List the destinations' \
'remove:Take a destination out of the configuration' \
'run:Send what waits, and end; or go on with what is recorded later' \
'status:Show what waits for each destination, and how it stands with it' \
'retry:Send dead letters once more. Those that are refused again stay, with the new reason' \
'unit:Print a systemd unit that forwards as a service' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses forward help commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__help__subcmd__add_commands] )) ||
_responses__subcmd__forward__subcmd__help__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward help add commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__help__subcmd__help_commands] )) ||
_responses__subcmd__forward__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward help help commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__help__subcmd__list_commands] )) ||
_responses__subcmd__forward__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward help list commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__help__subcmd__remove_commands] )) ||
_responses__subcmd__forward__subcmd__help__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward help remove commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__help__subcmd__retry_commands] )) ||
_responses__subcmd__forward__subcmd__help__subcmd__retry_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward help retry commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__help__subcmd__run_commands] )) ||
_responses__subcmd__forward__subcmd__help__subcmd__run_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward help run commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__help__subcmd__status_commands] )) ||
_responses__subcmd__forward__subcmd__help__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward help status commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__help__subcmd__unit_commands] )) ||
_responses__subcmd__forward__subcmd__help__subcmd__unit_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward help unit commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__list_commands] )) ||
_responses__subcmd__forward__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward list commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__remove_commands] )) ||
_responses__subcmd__forward__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward remove commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__retry_commands] )) ||
_responses__subcmd__forward__subcmd__retry_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward retry commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__run_commands] )) ||
_responses__subcmd__forward__subcmd__run_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward run commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__status_commands] )) ||
_responses__subcmd__forward__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward status commands' commands "$@"
}
(( $+functions[_responses__subcmd__forward__subcmd__unit_commands] )) ||
_responses__subcmd__forward__subcmd__unit_commands() {
    local commands; commands=()
    _describe -t commands 'responses forward unit commands' commands "$@"
}
(( $+functions[_responses__subcmd__generate_commands] )) ||
_responses__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'responses generate commands' commands "$@"
}
(( $+functions[_responses__subcmd__help_commands] )) ||
_responses__subcmd__help_commands() {
    local commands; commands=(
'list:List responses, newest first' \
'sessions:List sessions, the one with the latest response first' \
'view:Read one response, or with --session alone a whole conversation' \
'search:Search what was asked and answered' \
'stats:Count responses, errors, tokens, time and bytes' \
'analyze:Analyse durations, errors, throughput, trends, bottlenecks and outliers; or event logs, each by what it is' \
'export:Write responses to one file, for other programs or to be read' \
'import:Take in what \`export\` wrote as NDJSON' \
'log:Record a response and print its file'\''s path' \
'events:Write, read and analyse event logs\: what agents did and why, a JSON object a line' \
'hook:Record what an agent'\''s hook tells on standard input. Always ends with 0 and prints nothing' \
'forward:Forward what is recorded to other systems\: each record at least once, with an id by which a receiver takes it once' \
'clear:Move responses to the trash, or with --purge delete them for good' \
'tidy:Clear by the policy of the configuration, without asking; made for cron and systemd timers' \
'pin:Keep sessions from ever being cleared, or list those that are kept so' \
'unpin:Let sessions be cleared again that were pinned' \
'undo:Take a clear back\: every file returns with its bytes, name, mode and time' \
'trash:Look at what was cleared, take it back, or delete it for good' \
'archive:Move sessions into compressed archives, from which every byte comes back' \
'restore:Bring archived sessions back\: every file returns with its bytes, name, mode and time' \
'doctor:Check whether responses are recorded, and whether the store is well' \
'verify:Read every file whole and hold it to the schema of records' \
'repair:Put aside what can'\''t be read, and save what is whole of it' \
'scrub:Take secrets of known forms out of responses that are stored already' \
'config:Show the settings in force and where each came from, check the files, migrate deprecated variables' \
'completions:Print the completion script of a shell' \
'generate:Write the completion scripts, manual pages and JSON Schemas into a directory' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses help commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__analyze_commands] )) ||
_responses__subcmd__help__subcmd__analyze_commands() {
    local commands; commands=()
    _describe -t commands 'responses help analyze commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__archive_commands] )) ||
_responses__subcmd__help__subcmd__archive_commands() {
    local commands; commands=()
    _describe -t commands 'responses help archive commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__clear_commands] )) ||
_responses__subcmd__help__subcmd__clear_commands() {
    local commands; commands=()
    _describe -t commands 'responses help clear commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__completions_commands] )) ||
_responses__subcmd__help__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'responses help completions commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__config_commands] )) ||
_responses__subcmd__help__subcmd__config_commands() {
    local commands; commands=(
'show:Show every setting in force and what put it there' \
'path:Show which files are looked at, the strongest first, and which of them exist' \
'check:List everything that is wrong with files and variables. Exits with 2 if there is a mistake, warnings aside' \
'migrate:Write deprecated environment variables into the project'\''s configuration, keeping all that is there; a copy is made first' \
    )
    _describe -t commands 'responses help config commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__config__subcmd__check_commands] )) ||
_responses__subcmd__help__subcmd__config__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'responses help config check commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__config__subcmd__migrate_commands] )) ||
_responses__subcmd__help__subcmd__config__subcmd__migrate_commands() {
    local commands; commands=()
    _describe -t commands 'responses help config migrate commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__config__subcmd__path_commands] )) ||
_responses__subcmd__help__subcmd__config__subcmd__path_commands() {
    local commands; commands=()
    _describe -t commands 'responses help config path commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__config__subcmd__show_commands] )) ||
_responses__subcmd__help__subcmd__config__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'responses help config show commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__doctor_commands] )) ||
_responses__subcmd__help__subcmd__doctor_commands() {
    local commands; commands=()
    _describe -t commands 'responses help doctor commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events_commands] )) ||
_responses__subcmd__help__subcmd__events_commands() {
    local commands; commands=(
'append:Add an event to a session'\''s log and print its id' \
'query:Find events, in the order of sessions and lines' \
'commitments:List what was promised and not kept yet' \
'failures:List what was tried and failed, in the order of sessions and lines' \
'stats:Count events by type, agent, source and session' \
'graph:Draw which event led to which' \
'explain:Show what led to an event\: everything it depends on, causes before effects, with the reasoning' \
'validate:Check every line of logs, and exit with 4 if one is damaged or breaks a rule' \
'archive:Put logs aside, compressed, in archive/<session>.jsonl.gz' \
'restore:Take archived logs back, byte for byte' \
'storage:Say how much space logs and archives take' \
'task:Note that a task begins or is done' \
'file:Note that a file was read or written' \
'tool:Note that a tool was called' \
'emit:Write events to the streams of their sessions, and print the files they went to' \
'view:Read a streamed session as a conversation\: its pieces put together to messages' \
'convert:Make a log into one of another family, as far as what it says survives; or the requests and answers of a stream into responses' \
    )
    _describe -t commands 'responses help events commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__append_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__append_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events append commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__archive_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__archive_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events archive commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__commitments_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__commitments_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events commitments commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__convert_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__convert_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events convert commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__emit_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__emit_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events emit commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__explain_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events explain commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__failures_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__failures_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events failures commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__file_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__file_commands() {
    local commands; commands=(
'read:A file was read' \
'write:A file was written' \
    )
    _describe -t commands 'responses help events file commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__file__subcmd__read_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__file__subcmd__read_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events file read commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__file__subcmd__write_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__file__subcmd__write_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events file write commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__graph_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__graph_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events graph commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__query_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__query_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events query commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__restore_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events restore commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__stats_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__stats_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events stats commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__storage_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__storage_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events storage commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__task_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__task_commands() {
    local commands; commands=(
'start:A task begins' \
'done:The newest open task of that name is done' \
    )
    _describe -t commands 'responses help events task commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__task__subcmd__done_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__task__subcmd__done_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events task done commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__task__subcmd__start_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__task__subcmd__start_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events task start commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__tool_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__tool_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events tool commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__validate_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__validate_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events validate commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__events__subcmd__view_commands] )) ||
_responses__subcmd__help__subcmd__events__subcmd__view_commands() {
    local commands; commands=()
    _describe -t commands 'responses help events view commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__export_commands] )) ||
_responses__subcmd__help__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'responses help export commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__forward_commands] )) ||
_responses__subcmd__help__subcmd__forward_commands() {
    local commands; commands=(
'add:Add a destination to the configuration, after looking whether it is there' \
'list:List the destinations' \
'remove:Take a destination out of the configuration' \
'run:Send what waits, and end; or go on with what is recorded later' \
'status:Show what waits for each destination, and how it stands with it' \
'retry:Send dead letters once more. Those that are refused again stay, with the new reason' \
'unit:Print a systemd unit that forwards as a service' \
    )
    _describe -t commands 'responses help forward commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__forward__subcmd__add_commands] )) ||
_responses__subcmd__help__subcmd__forward__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'responses help forward add commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__forward__subcmd__list_commands] )) ||
_responses__subcmd__help__subcmd__forward__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'responses help forward list commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__forward__subcmd__remove_commands] )) ||
_responses__subcmd__help__subcmd__forward__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'responses help forward remove commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__forward__subcmd__retry_commands] )) ||
_responses__subcmd__help__subcmd__forward__subcmd__retry_commands() {
    local commands; commands=()
    _describe -t commands 'responses help forward retry commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__forward__subcmd__run_commands] )) ||
_responses__subcmd__help__subcmd__forward__subcmd__run_commands() {
    local commands; commands=()
    _describe -t commands 'responses help forward run commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__forward__subcmd__status_commands] )) ||
_responses__subcmd__help__subcmd__forward__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'responses help forward status commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__forward__subcmd__unit_commands] )) ||
_responses__subcmd__help__subcmd__forward__subcmd__unit_commands() {
    local commands; commands=()
    _describe -t commands 'responses help forward unit commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__generate_commands] )) ||
_responses__subcmd__help__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'responses help generate commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__help_commands] )) ||
_responses__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'responses help help commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__hook_commands] )) ||
_responses__subcmd__help__subcmd__hook_commands() {
    local commands; commands=(
'install:Install the hooks into a client'\''s settings, so that its agents'\'' responses are recorded' \
'status:Say where the hooks are installed' \
'uninstall:Take the hooks out of a client'\''s settings, which become again what they were' \
    )
    _describe -t commands 'responses help hook commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__hook__subcmd__install_commands] )) ||
_responses__subcmd__help__subcmd__hook__subcmd__install_commands() {
    local commands; commands=()
    _describe -t commands 'responses help hook install commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__hook__subcmd__status_commands] )) ||
_responses__subcmd__help__subcmd__hook__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'responses help hook status commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__hook__subcmd__uninstall_commands] )) ||
_responses__subcmd__help__subcmd__hook__subcmd__uninstall_commands() {
    local commands; commands=()
    _describe -t commands 'responses help hook uninstall commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__import_commands] )) ||
_responses__subcmd__help__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'responses help import commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__list_commands] )) ||
_responses__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'responses help list commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__log_commands] )) ||
_responses__subcmd__help__subcmd__log_commands() {
    local commands; commands=()
    _describe -t commands 'responses help log commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__pin_commands] )) ||
_responses__subcmd__help__subcmd__pin_commands() {
    local commands; commands=()
    _describe -t commands 'responses help pin commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__repair_commands] )) ||
_responses__subcmd__help__subcmd__repair_commands() {
    local commands; commands=()
    _describe -t commands 'responses help repair commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__restore_commands] )) ||
_responses__subcmd__help__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'responses help restore commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__scrub_commands] )) ||
_responses__subcmd__help__subcmd__scrub_commands() {
    local commands; commands=()
    _describe -t commands 'responses help scrub commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__search_commands] )) ||
_responses__subcmd__help__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'responses help search commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__sessions_commands] )) ||
_responses__subcmd__help__subcmd__sessions_commands() {
    local commands; commands=()
    _describe -t commands 'responses help sessions commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__stats_commands] )) ||
_responses__subcmd__help__subcmd__stats_commands() {
    local commands; commands=()
    _describe -t commands 'responses help stats commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__tidy_commands] )) ||
_responses__subcmd__help__subcmd__tidy_commands() {
    local commands; commands=()
    _describe -t commands 'responses help tidy commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__trash_commands] )) ||
_responses__subcmd__help__subcmd__trash_commands() {
    local commands; commands=(
'list:List the receipts, the newest first, or the files of one' \
'restore:Take back what one receipt holds, or some sessions or files of it' \
'empty:Delete what was cleared, for good. Without a terminal this needs --yes' \
    )
    _describe -t commands 'responses help trash commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__trash__subcmd__empty_commands] )) ||
_responses__subcmd__help__subcmd__trash__subcmd__empty_commands() {
    local commands; commands=()
    _describe -t commands 'responses help trash empty commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__trash__subcmd__list_commands] )) ||
_responses__subcmd__help__subcmd__trash__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'responses help trash list commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__trash__subcmd__restore_commands] )) ||
_responses__subcmd__help__subcmd__trash__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'responses help trash restore commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__undo_commands] )) ||
_responses__subcmd__help__subcmd__undo_commands() {
    local commands; commands=()
    _describe -t commands 'responses help undo commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__unpin_commands] )) ||
_responses__subcmd__help__subcmd__unpin_commands() {
    local commands; commands=()
    _describe -t commands 'responses help unpin commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__verify_commands] )) ||
_responses__subcmd__help__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'responses help verify commands' commands "$@"
}
(( $+functions[_responses__subcmd__help__subcmd__view_commands] )) ||
_responses__subcmd__help__subcmd__view_commands() {
    local commands; commands=()
    _describe -t commands 'responses help view commands' commands "$@"
}
(( $+functions[_responses__subcmd__hook_commands] )) ||
_responses__subcmd__hook_commands() {
    local commands; commands=(
'install:Install the hooks into a client'\''s settings, so that its agents'\'' responses are recorded' \
'status:Say where the hooks are installed' \
'uninstall:Take the hooks out of a client'\''s settings, which become again what they were' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses hook commands' commands "$@"
}
(( $+functions[_responses__subcmd__hook__subcmd__help_commands] )) ||
_responses__subcmd__hook__subcmd__help_commands() {
    local commands; commands=(
'install:Install the hooks into a client'\''s settings, so that its agents'\'' responses are recorded' \
'status:Say where the hooks are installed' \
'uninstall:Take the hooks out of a client'\''s settings, which become again what they were' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses hook help commands' commands "$@"
}
(( $+functions[_responses__subcmd__hook__subcmd__help__subcmd__help_commands] )) ||
_responses__subcmd__hook__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'responses hook help help commands' commands "$@"
}
(( $+functions[_responses__subcmd__hook__subcmd__help__subcmd__install_commands] )) ||
_responses__subcmd__hook__subcmd__help__subcmd__install_commands() {
    local commands; commands=()
    _describe -t commands 'responses hook help install commands' commands "$@"
}
(( $+functions[_responses__subcmd__hook__subcmd__help__subcmd__status_commands] )) ||
_responses__subcmd__hook__subcmd__help__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'responses hook help status commands' commands "$@"
}
(( $+functions[_responses__subcmd__hook__subcmd__help__subcmd__uninstall_commands] )) ||
_responses__subcmd__hook__subcmd__help__subcmd__uninstall_commands() {
    local commands; commands=()
    _describe -t commands 'responses hook help uninstall commands' commands "$@"
}
(( $+functions[_responses__subcmd__hook__subcmd__install_commands] )) ||
_responses__subcmd__hook__subcmd__install_commands() {
    local commands; commands=()
    _describe -t commands 'responses hook install commands' commands "$@"
}
(( $+functions[_responses__subcmd__hook__subcmd__status_commands] )) ||
_responses__subcmd__hook__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'responses hook status commands' commands "$@"
}
(( $+functions[_responses__subcmd__hook__subcmd__uninstall_commands] )) ||
_responses__subcmd__hook__subcmd__uninstall_commands() {
    local commands; commands=()
    _describe -t commands 'responses hook uninstall commands' commands "$@"
}
(( $+functions[_responses__subcmd__import_commands] )) ||
_responses__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'responses import commands' commands "$@"
}
(( $+functions[_responses__subcmd__list_commands] )) ||
_responses__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'responses list commands' commands "$@"
}
(( $+functions[_responses__subcmd__log_commands] )) ||
_responses__subcmd__log_commands() {
    local commands; commands=()
    _describe -t commands 'responses log commands' commands "$@"
}
(( $+functions[_responses__subcmd__pin_commands] )) ||
_responses__subcmd__pin_commands() {
    local commands; commands=()
    _describe -t commands 'responses pin commands' commands "$@"
}
(( $+functions[_responses__subcmd__repair_commands] )) ||
_responses__subcmd__repair_commands() {
    local commands; commands=()
    _describe -t commands 'responses repair commands' commands "$@"
}
(( $+functions[_responses__subcmd__restore_commands] )) ||
_responses__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'responses restore commands' commands "$@"
}
(( $+functions[_responses__subcmd__scrub_commands] )) ||
_responses__subcmd__scrub_commands() {
    local commands; commands=()
    _describe -t commands 'responses scrub commands' commands "$@"
}
(( $+functions[_responses__subcmd__search_commands] )) ||
_responses__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'responses search commands' commands "$@"
}
(( $+functions[_responses__subcmd__sessions_commands] )) ||
_responses__subcmd__sessions_commands() {
    local commands; commands=()
    _describe -t commands 'responses sessions commands' commands "$@"
}
(( $+functions[_responses__subcmd__stats_commands] )) ||
_responses__subcmd__stats_commands() {
    local commands; commands=()
    _describe -t commands 'responses stats commands' commands "$@"
}
(( $+functions[_responses__subcmd__tidy_commands] )) ||
_responses__subcmd__tidy_commands() {
    local commands; commands=()
    _describe -t commands 'responses tidy commands' commands "$@"
}
(( $+functions[_responses__subcmd__trash_commands] )) ||
_responses__subcmd__trash_commands() {
    local commands; commands=(
'list:List the receipts, the newest first, or the files of one' \
'restore:Take back what one receipt holds, or some sessions or files of it' \
'empty:Delete what was cleared, for good. Without a terminal this needs --yes' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses trash commands' commands "$@"
}
(( $+functions[_responses__subcmd__trash__subcmd__empty_commands] )) ||
_responses__subcmd__trash__subcmd__empty_commands() {
    local commands; commands=()
    _describe -t commands 'responses trash empty commands' commands "$@"
}
(( $+functions[_responses__subcmd__trash__subcmd__help_commands] )) ||
_responses__subcmd__trash__subcmd__help_commands() {
    local commands; commands=(
'list:List the receipts, the newest first, or the files of one' \
'restore:Take back what one receipt holds, or some sessions or files of it' \
'empty:Delete what was cleared, for good. Without a terminal this needs --yes' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'responses trash help commands' commands "$@"
}
(( $+functions[_responses__subcmd__trash__subcmd__help__subcmd__empty_commands] )) ||
_responses__subcmd__trash__subcmd__help__subcmd__empty_commands() {
    local commands; commands=()
    _describe -t commands 'responses trash help empty commands' commands "$@"
}
(( $+functions[_responses__subcmd__trash__subcmd__help__subcmd__help_commands] )) ||
_responses__subcmd__trash__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'responses trash help help commands' commands "$@"
}
(( $+functions[_responses__subcmd__trash__subcmd__help__subcmd__list_commands] )) ||
_responses__subcmd__trash__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'responses trash help list commands' commands "$@"
}
(( $+functions[_responses__subcmd__trash__subcmd__help__subcmd__restore_commands] )) ||
_responses__subcmd__trash__subcmd__help__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'responses trash help restore commands' commands "$@"
}
(( $+functions[_responses__subcmd__trash__subcmd__list_commands] )) ||
_responses__subcmd__trash__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'responses trash list commands' commands "$@"
}
(( $+functions[_responses__subcmd__trash__subcmd__restore_commands] )) ||
_responses__subcmd__trash__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'responses trash restore commands' commands "$@"
}
(( $+functions[_responses__subcmd__undo_commands] )) ||
_responses__subcmd__undo_commands() {
    local commands; commands=()
    _describe -t commands 'responses undo commands' commands "$@"
}
(( $+functions[_responses__subcmd__unpin_commands] )) ||
_responses__subcmd__unpin_commands() {
    local commands; commands=()
    _describe -t commands 'responses unpin commands' commands "$@"
}
(( $+functions[_responses__subcmd__verify_commands] )) ||
_responses__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'responses verify commands' commands "$@"
}
(( $+functions[_responses__subcmd__view_commands] )) ||
_responses__subcmd__view_commands() {
    local commands; commands=()
    _describe -t commands 'responses view commands' commands "$@"
}

if [ "$funcstack[1]" = "_responses" ]; then
    _responses "$@"
else
    compdef _responses responses
fi
