/** At most 100 columns. */
export const HELP = `evenkeel check <address> [options]

Asks a running gateway for each duty of the delivery protocol (docs/protocol.md) that a client
can see, and of what a server should do (docs/recipes.md), and diagnoses a plain WebSocket server.
It uses a chat and senders of its own, and ends all its connections.

  <address>               ws, wss, http or https; ":id" stands for a chat (default: a random one),
                          ":token" for the token. Without ":id" and --chat the address names the
                          chat, and test messages, odd ones too, are written to it.

who and where
  --token <token>         of a user who may enter; without ":token" it is the query's "token" too,
                          and the "auth" of a hello. Or in the environment: EVENKEEL_TOKEN
  --token-command <cmd>   prints a token, for each connection another
  --other-token <token>   of another user who may enter
  --auth <json>           the "auth" of a hello; the text ":token" in it stands for the token
  --subprotocol <name>    to offer; may come more than once, and may be ":token"
  --chat <id>             the chat, in place of ":id" or appended to the path

what
  --protocol <name>       auto (default), delivery or plain: "plain" sends no hello
  --message <json>        what the application takes as a message
                          (default {"text":"evenkeel check"})
  --refused <json>        what it refuses (default: a message that is too long)
  --ping <text>           what a plain server answers at once, and --pong <text> its answer
  --frame <bytes>         the largest frame that a plain server must take (default 65536)
  --idle <seconds>        how long a silent connection is watched (default 15, which is short:
                          130 or more shows what proxies do)
  --patience <seconds>    how long an answer is waited for (default 5)

what needs you; without it, or if it fails, the duty is not asked
  --trim-url <url>        is posted to, and removes the oldest event, or more, of ":id"
  --trim-command <cmd>    the same; EVENKEEL_CHAT names the chat
  --restart-command <cmd> restarts the server

  --json                  prints the report as JSON
  --help                  prints this

Exit code: 0 every duty that was asked is kept, 1 one is broken, 2 it could not run.
`;
