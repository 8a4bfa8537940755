import './styles/library.css'
