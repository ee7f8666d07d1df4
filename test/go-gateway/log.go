package main

import (
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"log"
	"net/url"

	_ "github.com/mattn/go-sqlite3"
)

// The row before the oldest event stays: its tag is that of a cursor from which no event is missing (PS4).
const schema = `
CREATE TABLE IF NOT EXISTS logs (chat TEXT PRIMARY KEY, epoch TEXT NOT NULL, oldest INTEGER NOT NULL, head INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS events (chat TEXT, seq INTEGER, tag TEXT NOT NULL, sender TEXT NOT NULL, n INTEGER NOT NULL,
	d TEXT NOT NULL, PRIMARY KEY (chat, seq)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS numbers ON events (chat, sender, n);
CREATE TABLE IF NOT EXISTS senders (chat TEXT, id TEXT, user TEXT NOT NULL, last INTEGER NOT NULL, lost BOOLEAN NOT NULL,
	PRIMARY KEY (chat, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nacks (chat TEXT, sender TEXT, n INTEGER, code TEXT NOT NULL, PRIMARY KEY (chat, sender, n)) WITHOUT ROWID;`

// chatLog keeps the events of all chats, and what was taken of every sender.
type chatLog struct {
	*sql.DB
	keep int64
}

type transaction struct{ *sql.Tx }

// openLog opens a file so that what is committed is on the disk: in WAL mode it would not be by this driver's default.
func openLog(file string, keep int64) *chatLog {
	options := url.Values{"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_txlock": {"immediate"}, "_busy_timeout": {"10000"}}
	db, err := sql.Open("sqlite3", "file:"+url.PathEscape(file)+"?"+options.Encode())
	check(err)
	db.SetMaxOpenConns(1)
	_, err = db.Exec(schema)
	check(err)
	return &chatLog{db, keep}
}

// check ends the connection with 1011 for an error of the storage (PS18).
func check(err error) {
	if err != nil {
		log.Print(err)
		panic(closing{1011, "cannot store"})
	}
}

// transact makes all changes of do durable, or none if it panics.
func (l *chatLog) transact(do func(transaction)) {
	tx, err := l.Begin()
	check(err)
	defer tx.Rollback() // Does nothing after Commit.
	do(transaction{tx})
	check(tx.Commit())
}

func (tx transaction) change(statement string, args ...any) {
	_, err := tx.Exec(statement, args...)
	check(err)
}

// find reads one row; without one, the values stay as they are.
func (tx transaction) find(values []any, query string, args ...any) {
	if err := tx.QueryRow(query, args...).Scan(values...); err != sql.ErrNoRows {
		check(err)
	}
}

func randomText() string {
	bytes := make([]byte, 16)
	_, err := rand.Read(bytes)
	check(err)
	return base64.RawURLEncoding.EncodeToString(bytes)
}

func (tx transaction) last(chat, user, id string) (last int64, isLost bool) {
	owner := user
	tx.find([]any{&owner, &last, &isLost}, `SELECT user, last, lost FROM senders WHERE chat = ? AND id = ?`, chat, id)
	if owner != user {
		panic(closing{4403, "another user's sender"})
	}
	return last, isLost
}

func (tx transaction) setLast(chat, user, id string, last int64, isLost bool) {
	tx.change(`INSERT INTO senders (chat, id, user, last, lost) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET last = excluded.last, lost = excluded.lost`, chat, id, user, last, isLost)
}

func (tx transaction) tagAt(chat string, seq int64) (tag *string) {
	tx.find([]any{&tag}, `SELECT tag FROM events WHERE chat = ? AND seq = ?`, chat, seq)
	return tag
}

// settled tells what became of a number: the code of a refusal, or the event if one was made.
func (tx transaction) settled(chat, id string, n int64) (code string, seq *int64) {
	tx.find([]any{&code}, `SELECT code FROM nacks WHERE chat = ? AND sender = ? AND n = ?`, chat, id, n)
	tx.find([]any{&seq}, `SELECT seq FROM events WHERE chat = ? AND sender = ? AND n = ?`, chat, id, n)
	return code, seq
}

// nacked lists what was refused of a sender, and forgets what the client knows to be settled (PS2, PS7).
func (tx transaction) nacked(chat, id string, acked int64) (list []reply) {
	tx.change(`DELETE FROM nacks WHERE chat = ? AND sender = ? AND n <= ?`, chat, id, acked)
	rows, err := tx.Query(`SELECT n, code FROM nacks WHERE chat = ? AND sender = ? ORDER BY n`, chat, id)
	check(err)
	defer rows.Close()
	for rows.Next() {
		var n int64
		var code string
		check(rows.Scan(&n, &code))
		list = append(list, reply{"s": id, "n": n, "code": code})
	}
	check(rows.Err())
	return list
}

func (tx transaction) append(chat, id string, n int64, d json.RawMessage, keep int64) *int64 {
	var head int64
	tx.find([]any{&head}, `UPDATE logs SET head = head + 1 WHERE chat = ? RETURNING head`, chat)
	tx.change(`INSERT INTO events (chat, seq, tag, sender, n, d) VALUES (?, ?, ?, ?, ?, ?)`, chat, head, randomText(), id, n, string(d))
	if head > keep {
		tx.change(`UPDATE logs SET oldest = ? WHERE chat = ?`, head-keep+1, chat)
		tx.change(`DELETE FROM events WHERE chat = ? AND seq < ?`, chat, head-keep)
	}
	return &head
}

// after reads events that follow a place of the log, some of them, in order. If the event at that place is not there any more, the
// log was trimmed (PS5) or went back (PS13).
func (l *chatLog) after(chat string, at cursor) (events []reply) {
	rows, err := l.Query(`SELECT seq, tag, sender, n, d FROM events WHERE chat = ? AND seq >= ? ORDER BY seq LIMIT 64`, chat, at.seq)
	check(err)
	defer rows.Close()
	var found *string
	for rows.Next() {
		var seq, n int64
		var tag, id, d string
		check(rows.Scan(&seq, &tag, &id, &n, &d))
		if seq == at.seq {
			found = &tag
		} else {
			events = append(events, reply{"t": "event", "seq": seq, "tag": &tag, "from": id, "n": n, "d": json.RawMessage(d)})
		}
	}
	check(rows.Err())
	if !isSame(found, at.tag) || len(events) > 0 && events[0]["seq"] != at.seq+1 {
		panic(closing{1012, "the log was trimmed, or went back"})
	}
	return events
}
