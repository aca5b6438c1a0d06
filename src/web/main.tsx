import { render } from 'preact';
import { App } from './app.js';
import './styles/tokens.css';
import './styles/page.css';
import './styles/paper.css';

render(<App />, document.querySelector('#page')!);
