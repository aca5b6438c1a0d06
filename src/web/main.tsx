import './styles/tokens.css';
import './styles/page.css';
import './styles/paper.css';
import { render } from 'preact';
import { App } from './app.js';

render(<App />, document.querySelector('#page')!);
