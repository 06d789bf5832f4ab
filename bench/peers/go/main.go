// A chat hub on gorilla/websocket, written for this benchmark after the design of the seeds: one goroutine owns
// the room, two pumps serve each client, 256 messages may wait for a client, and what waits leaves as one frame.
package main

import (
	"bytes"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

const (
	writeWait      = 10 * time.Second
	pongWait       = 60 * time.Second
	pingPeriod     = pongWait * 9 / 10
	maxMessageSize = 10240
	waitingMost    = 256
	// As in the gFly guide. The burst of a full client fits: a smaller buffer would cut it into many writes.
	bufferSize = 10240
)

var newline = []byte{'\n'}

type client struct {
	conn    *websocket.Conn
	waiting chan []byte
}

type hub struct {
	join  chan *client
	leave chan *client
	say   chan []byte
}

// run owns the set of clients. One whose buffer is full is dropped.
func (h *hub) run() {
	clients := map[*client]bool{}
	drop := func(c *client) {
		if clients[c] {
			delete(clients, c)
			close(c.waiting)
		}
	}
	for {
		select {
		case c := <-h.join:
			clients[c] = true
		case c := <-h.leave:
			drop(c)
		case message := <-h.say:
			for c := range clients {
				select {
				case c.waiting <- message:
				default:
					drop(c)
				}
			}
		}
	}
}

func (h *hub) readPump(c *client) {
	defer func() {
		h.leave <- c
		c.conn.Close()
	}()
	c.conn.SetReadLimit(maxMessageSize)
	c.conn.SetReadDeadline(time.Now().Add(pongWait))
	c.conn.SetPongHandler(func(string) error {
		return c.conn.SetReadDeadline(time.Now().Add(pongWait))
	})
	for {
		_, message, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		h.say <- bytes.TrimSpace(message)
	}
}

func (h *hub) writePump(c *client) {
	ticker := time.NewTicker(pingPeriod)
	defer func() {
		ticker.Stop()
		c.conn.Close()
	}()
	for {
		select {
		case message, open := <-c.waiting:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			if !open {
				c.conn.WriteMessage(websocket.CloseMessage, nil)
				return
			}
			if writeFrame(c, message) != nil {
				return
			}
		case <-ticker.C:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			if c.conn.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		}
	}
}

// writeFrame writes a message and all that wait behind it.
func writeFrame(c *client, message []byte) error {
	frame, err := c.conn.NextWriter(websocket.TextMessage)
	if err != nil {
		return err
	}
	frame.Write(message)
	for left := len(c.waiting); left > 0; left-- {
		frame.Write(newline)
		frame.Write(<-c.waiting)
	}
	return frame.Close()
}

func main() {
	h := &hub{join: make(chan *client), leave: make(chan *client), say: make(chan []byte)}
	go h.run()
	upgrader := websocket.Upgrader{ReadBufferSize: bufferSize, WriteBufferSize: bufferSize}
	http.HandleFunc("/ws", func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		c := &client{conn: conn, waiting: make(chan []byte, waitingMost)}
		h.join <- c
		go h.writePump(c)
		go h.readPump(c)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, nil))
}
