import { appendFileSync } from 'node:fs';
import { Server, Socket } from 'node:net';

// Imported before a server's own program, also by processes that it starts: a line for each port that is listened on, and for
// each connection that is opened, in the file that the environment names.
const record = (line) => appendFileSync(process.env.EVENKEEL_RECORDED_SOCKETS, `${line}\n`);

const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  this.once('listening', () => record(`listens on ${this.address().port ?? this.address()}`));
  return listen.apply(this, args);
};

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  record(`connects to ${JSON.stringify(args)}`);
  return connect.apply(this, args);
};
