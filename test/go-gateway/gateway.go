// A gateway of the delivery protocol, version 1, written from docs/protocol.md alone: one process, one SQLite file.
//
//	gateway -db chats.db [-keep 1000] [-hello 10s]
//
// It prints its address. Chats are at /api/v1/chats/<id>/ws?token=<name>: whoever says a name of small letters is let in under it,
// but nobody into "private"; there is no "missing"; and a message with an empty text is refused. What the page allows and this
// gateway never does: rate limits (4429, 4503), events that are nobody's message, forgetting a sender (PS12). "seen" has no effect.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"regexp"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

type gateway struct {
	log      *chatLog
	hello    time.Duration // how long a connection may be without one
	mutex    sync.Mutex
	sessions map[*session]bool
	open     sync.WaitGroup
}

// session is one connection. One goroutine reads frames and answers pings (PS16); another does the rest in order, and keeps no
// more of the log than the place of the event that it sent last (PS14).
type session struct {
	*gateway
	conn       *websocket.Conn
	chat, user string
	frames     chan frame
	news       chan bool // the log has grown
	briefs     chan reply
	done       chan bool // nothing more is taken
	once       sync.Once
	writing    sync.Mutex
	isGreeted  bool
	at         cursor
	told       map[string]int64 // the highest last of each sender that the client was told (PS8)
}

var (
	chatPath = regexp.MustCompile(`^/api/v1/chats/([^/]+)/ws$`)
	userName = regexp.MustCompile(`^[a-z]{1,40}$`)
)

func (g *gateway) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	match := chatPath.FindStringSubmatch(request.URL.EscapedPath())
	if match == nil {
		http.NotFound(response, request)
		return
	}
	conn, err := (&websocket.Upgrader{}).Upgrade(response, request, nil)
	if err != nil {
		return
	}
	chat, _ := url.PathUnescape(match[1])
	s := &session{
		gateway: g, conn: conn, chat: chat, user: request.URL.Query().Get("token"), told: map[string]int64{},
		frames: make(chan frame, 256), news: make(chan bool, 1), briefs: make(chan reply, 16), done: make(chan bool),
	}
	g.open.Add(1)
	g.change(func() { g.sessions[s] = true })
	switch {
	case !userName.MatchString(s.user):
		s.close(closing{4401, "no such user"})
	case chat == "private":
		s.close(closing{4403, "private"})
	case chat == "missing":
		s.close(closing{4404, "no such chat"})
	default:
		go s.run()
	}
	s.read()
	conn.Close()
	g.change(func() { delete(g.sessions, s) })
	g.open.Done()
}

func (g *gateway) change(do func()) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	do()
}

// each does what must not wait with every session of the same chat.
func (s *session) each(do func(*session)) {
	s.change(func() {
		for other := range s.sessions {
			if other.chat == s.chat {
				do(other)
			}
		}
	})
}

// offer gives a channel a value if it has room.
func offer[T any](to chan T, value T) {
	select {
	case to <- value:
	default:
	}
}

func (s *session) read() {
	defer close(s.frames)
	for {
		kind, reader, err := s.conn.NextReader()
		if err != nil {
			return
		}
		text, err := io.ReadAll(io.LimitReader(reader, readable+1))
		if err != nil {
			return
		}
		f := parse(kind, text)
		if f.isPing() {
			s.send(reply{"t": "pong"})
			continue
		}
		select {
		case s.frames <- f:
		case <-s.done:
		}
	}
}

func (s *session) run() {
	defer func() {
		if thrown := recover(); thrown != nil {
			s.close(thrown.(closing))
		}
	}()
	late := time.After(s.hello)
	for {
		select {
		case f, isOpen := <-s.frames:
			if !isOpen {
				return
			}
			s.take(f)
		case <-s.news:
			s.follow()
		case brief := <-s.briefs:
			if s.isGreeted {
				s.send(brief)
			}
		case <-late:
			if !s.isGreeted {
				panic(closing{4408, "no hello"})
			}
		case <-s.done:
			return
		}
	}
}

// send tells of no error: after one, nothing is sent any more, and reading ends.
func (s *session) send(frame reply) {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.conn.WriteJSON(frame)
}

func (s *session) close(c closing) {
	s.once.Do(func() {
		close(s.done)
		s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(c.code, c.reason), time.Now().Add(time.Second))
		// Reading goes on for the answer: a socket that is closed with bytes unread takes back what it sent.
		s.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	})
}

func main() {
	file := flag.String("db", "chats.db", "the SQLite file")
	keep := flag.Int64("keep", maxWhole, "events of a chat that are kept")
	hello := flag.Duration("hello", 10*time.Second, "how long a connection may be without a hello")
	flag.Parse()
	g := &gateway{log: openLog(*file, *keep), hello: *hello, sessions: map[*session]bool{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go http.Serve(listener, g)
	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, os.Interrupt, syscall.SIGTERM)
	fmt.Printf("ws://%s\n", listener.Addr())
	<-stopped
	listener.Close()
	g.change(func() {
		for s := range g.sessions {
			go s.close(closing{1012, "restart"})
		}
	})
	g.open.Wait()
}
