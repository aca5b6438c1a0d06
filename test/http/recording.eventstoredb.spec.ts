import '../on-a-cluster.js';
import './recording.spec.js';
