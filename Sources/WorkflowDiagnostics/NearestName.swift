extension Sequence<String> {
  /// The element that a misspelt name most likely meant, or nil when none is close.
  ///
  /// Close is at most a third of the name's length in edits (optimal string alignment), so that a
  /// suggestion is rarer than a mistake but never absurd.
  public func nearest(to name: String) -> String? {
    let limit = Swift.max(1, name.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in self {
      let distance = editDistance(Array(name.lowercased()), Array(candidate.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }
}

/// "Did you mean 'copy'?", or nil when nothing legal is close to what was written.
public func didYouMean(_ written: String, among legal: some Sequence<String>) -> String? {
  legal.nearest(to: written).map { "Did you mean '\($0)'?" }
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var rows = [Array(0...b.count)]
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var cost = Swift.min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = Swift.min(cost, rows[i - 1][j - 1] + 1)
      }
      row.append(cost)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
