function renderTodos(todos) {
  const list = document.getElementById('todo-list');
  list.innerHTML = '';
  todos.forEach((todo, index) => {
    const li = document.createElement('li');
    li.textContent = todo.text;
    if (todo.done) {
      li.classList.add('done');
    }
    li.addEventListener('click', () => toggleTodo(index));
    list.appendChild(li);
  });
}
