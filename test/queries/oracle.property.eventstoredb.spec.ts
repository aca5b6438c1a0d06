import '../on-a-cluster.js';
import './oracle.property.spec.js';
