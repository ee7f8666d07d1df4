package main

import (
	"encoding/json"
	"math"
	"regexp"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// closing ends a connection: what cannot go on panics with it.
type closing struct {
	code   int
	reason string
}

type reply map[string]any

// object is a JSON object of the client's. Its names are case-sensitive, as those of a Go structure would not be. Each method
// reads one field, or panics with 4400.
type object map[string]json.RawMessage

type frame struct {
	object
	size   int
	broken *closing
}

type cursor struct {
	epoch string
	seq   int64
	tag   *string
}

const maxWhole = 1<<53 - 1

var senderID = regexp.MustCompile(`^[A-Za-z0-9_-]{16,128}$`)

func parse(kind int, text []byte) frame {
	f := frame{size: len(text)}
	switch {
	case kind != websocket.TextMessage:
		f.broken = &closing{1003, "frames are text"}
	case len(text) > readable:
		f.broken = &closing{1009, "far above the limit"}
	case !utf8.Valid(text):
		f.broken = &closing{1007, "no UTF-8"}
	case json.Unmarshal(shallow(text, deepest+2), &f.object) != nil:
		f.broken = &closing{4400, "no JSON object"}
	}
	if len(text) > limit && (f.broken == nil || f.broken.code == 4400) && !f.isMessage() {
		f.broken = &closing{1009, "above the limit"}
	}
	return f
}

// shallow is a text of JSON with a 0 in place of each list and object that is in so many others: Go reads no more than 10,000 in
// each other, and a frame may have more.
func shallow(text []byte, levels int) (cut []byte) {
	depth, isText, isEscaped := 0, false, false
	for _, char := range text {
		isOpening := !isText && (char == '[' || char == '{')
		isClosing := !isText && (char == ']' || char == '}')
		if isOpening {
			depth++
		}
		if depth <= levels {
			cut = append(cut, char)
		} else if isOpening && depth == levels+1 {
			cut = append(cut, '0')
		}
		if isClosing {
			depth--
		}
		if char == '"' && !isEscaped {
			isText = !isText
		}
		isEscaped = char == '\\' && !isEscaped
	}
	return cut
}

// isMessage says whether it is a correct msg, the only frame that may be above the limit (PS18).
func (f frame) isMessage() (is bool) {
	defer func() { is = recover() == nil }()
	must(f.text("t") == "msg", "t")
	f.sender("s")
	f.whole("n", 1)
	f.any("d")
	return
}

func (f frame) isPing() bool {
	var t string
	return f.broken == nil && json.Unmarshal(f.object["t"], &t) == nil && t == "ping"
}

func must(isRight bool, name string) {
	if !isRight {
		panic(closing{4400, "malformed: " + name})
	}
}

func (o object) any(name string) json.RawMessage {
	value, isThere := o[name]
	must(isThere, name)
	return value
}

func (o object) read(name string, into any) {
	must(json.Unmarshal(o.any(name), into) == nil, name)
}

func (o object) text(name string) string {
	var value *string
	o.read(name, &value)
	must(value != nil, name)
	return *value
}

func (o object) sender(name string) string {
	id := o.text(name)
	must(senderID.MatchString(id), name)
	return id
}

func (o object) whole(name string, least float64) int64 {
	var value *float64
	o.read(name, &value)
	must(value != nil && *value == math.Trunc(*value) && *value >= least && *value <= maxWhole, name)
	return int64(*value)
}

func (o object) list(name string) (list []object) {
	o.read(name, &list)
	must(list != nil, name)
	return list
}

// cursor reads a cursor, or null.
func (o object) cursor(name string) *cursor {
	var at object
	if o.read(name, &at); at == nil {
		return nil
	}
	c := cursor{epoch: at.text("epoch"), seq: at.whole("seq", 0)}
	at.read("tag", &c.tag)
	return &c
}

func isSame(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }
