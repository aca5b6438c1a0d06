import './styles/tokens.css';
import './styles/page.css';
import { render } from 'preact';
import { App } from './app.js';

render(<App />, document.querySelector('#page')!);
