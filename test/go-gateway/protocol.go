package main

import "encoding/json"

const (
	window   = 32      // messages of a sender without an ack between them (PS17)
	limit    = 1 << 16 // bytes of a frame
	readable = 4 * limit
	deepest  = 500 // lists and objects of a message in each other
)

// take does what a frame asks for, and ends before the next begins: those before a broken one count (PS18).
func (s *session) take(f frame) {
	if f.broken != nil {
		panic(*f.broken)
	}
	t := f.text("t")
	if !s.isGreeted && t != "hello" {
		panic(closing{4400, "hello comes first"})
	}
	switch t {
	case "hello":
		s.greet(f.object)
	case "msg":
		s.settle(f.object, f.any("d"), refusal(f))
	case "skip":
		s.settle(f.object, nil, "")
	case "brief":
		brief := reply{"t": "brief", "from": s.user, "d": f.any("d")}
		s.each(func(other *session) {
			if other != s {
				offer(other.briefs, brief)
			}
		})
	case "seen":
		f.whole("seq", 0)
	default:
		panic(closing{4400, "no such frame"})
	}
}

// refusal says why a message is not taken, for what it is alone (PS10); empty if it is.
func refusal(f frame) string {
	var body object
	d := f.any("d")
	if f.size > limit {
		return "too-long"
	} else if len(shallow(d, deepest)) < len(d) {
		return "too-deep"
	} else if json.Unmarshal(d, &body) == nil && string(body["text"]) == `""` {
		return "empty"
	}
	return ""
}

// greet answers a hello, the first or a later one, and lets events follow from its cursor, or from the head (PS1–PS5). The first
// hello of a chat begins its log.
func (s *session) greet(hello object) {
	senders, seen := hello.list("senders"), hello.cursor("cursor")
	if hello.whole("v", 1) != 1 {
		panic(closing{4400, "not version 1"})
	}
	var head cursor
	var oldest int64
	var inLog *string
	last, lost, nacked := map[string]int64{}, []string{}, []reply{}
	s.log.transact(func(tx transaction) {
		for _, one := range senders {
			id, acked := one.sender("id"), one.whole("acked", 0)
			_, isTwice := last[id]
			must(!isTwice, "a sender twice")
			taken, isLost := s.last(tx, id)
			last[id] = taken
			if taken < acked {
				isLost = true
				tx.setLast(s.chat, s.user, id, taken, true)
			}
			if isLost {
				lost = append(lost, id)
			}
			nacked = append(nacked, tx.nacked(s.chat, id, acked)...)
		}
		tx.change(`INSERT OR IGNORE INTO logs (chat, epoch, oldest, head) VALUES (?, ?, 1, 0)`, s.chat, randomText())
		tx.find([]any{&head.epoch, &oldest, &head.seq}, `SELECT epoch, oldest, head FROM logs WHERE chat = ?`, s.chat)
		head.tag = tx.tagAt(s.chat, head.seq)
		if seen != nil {
			inLog = tx.tagAt(s.chat, seen.seq)
		}
	})
	welcome := reply{"t": "welcome", "epoch": head.epoch, "oldest": oldest, "head": head.seq, "tag": head.tag, "last": last,
		"nacked": nacked, "lost": lost, "resume": "gap", "window": window, "limit": limit}
	s.isGreeted, s.at = true, head
	switch { // PS4: the first reason counts
	case seen == nil:
		welcome["why"] = "new"
	case seen.epoch != head.epoch:
		welcome["why"] = "epoch"
	case seen.seq < oldest-1:
		welcome["why"] = "expired"
	case seen.seq > head.seq || !isSame(seen.tag, inLog):
		welcome["why"] = "diverged"
	default:
		welcome["resume"] = "whole"
		s.at = *seen
	}
	for id, n := range last {
		s.tell(id, n)
	}
	s.send(welcome)
	offer(s.news, true)
}

// settle takes a message, or a skip, which has no d, if it is the next of its sender, and answers once that is durable; a
// repetition is answered as before (PS6–PS10).
func (s *session) settle(f object, d json.RawMessage, code string) {
	id, n := f.sender("s"), f.whole("n", 1)
	var seq *int64
	s.log.transact(func(tx transaction) {
		last, isLost := s.last(tx, id)
		switch {
		case n <= last: // PS7
			code, seq = tx.settled(s.chat, id, n)
			return
		case isLost: // PS3
			panic(closing{1012, "a lost sender"})
		case n > last+1: // PS8
			panic(closing{4400, "a number was left out"})
		}
		tx.setLast(s.chat, s.user, id, n, false)
		if code != "" {
			tx.change(`INSERT INTO nacks (chat, sender, n, code) VALUES (?, ?, ?, ?)`, s.chat, id, n, code)
		} else if d != nil {
			seq = tx.append(s.chat, id, n, d, s.log.keep)
		}
	})
	s.tell(id, n)
	s.each(func(other *session) { offer(other.news, true) })
	if code == "" {
		s.send(reply{"t": "ack", "s": id, "n": n, "seq": seq})
	} else {
		s.send(reply{"t": "nack", "s": id, "n": n, "code": code})
	}
}

// last is the highest number that was taken of a sender of this user, never less than the client was told (PS8, PS13).
func (s *session) last(tx transaction, id string) (last int64, isLost bool) {
	last, isLost = tx.last(s.chat, s.user, id)
	if last < s.told[id] {
		panic(closing{1012, "the log went back"})
	}
	return last, isLost
}

func (s *session) tell(id string, n int64) {
	if n > s.told[id] {
		s.told[id] = n
	}
}

// follow sends the next events of the log, some at a time, so that frames are taken between them (PS5, PS14).
func (s *session) follow() {
	if !s.isGreeted {
		return
	}
	events := s.log.after(s.chat, s.at)
	for _, event := range events {
		s.send(event)
		s.at.seq, s.at.tag = event["seq"].(int64), event["tag"].(*string)
	}
	if len(events) > 0 {
		offer(s.news, true)
	}
}
