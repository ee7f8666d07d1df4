import { renderToString } from 'react-dom/server';
import { Chat } from './Chat.jsx';

process.stdout.write(renderToString(<Chat gateway="https://chat.example" token="none" />));
