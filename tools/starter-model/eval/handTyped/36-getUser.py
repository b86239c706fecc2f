@app.route("/users/<int:user_id>")
def get_user(user_id):
    user = db.session.get(User, user_id)
    if user is None:
        abort(404)
    return jsonify(id=user.id, name=user.name, email=user.email)
