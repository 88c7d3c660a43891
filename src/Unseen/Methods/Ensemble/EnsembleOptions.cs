using Unseen.Classifiers;
using Unseen.Options;

namespace Unseen.Methods.Ensemble;

/// <summary>Several classifiers, trained side by side, whose logits are averaged.</summary>
/// <remarks>
/// All members work on features of unit length, so their mean logits can be computed with a single weight matrix: the
/// trained model is as small and as fast as one member. A classifier that is listed twice is trained twice, with
/// different seeds.
/// </remarks>
public sealed record EnsembleOptions : ClassifierOptions
{
    private readonly IReadOnlyList<TrainedClassifierOptions> _members =
        [new Prototype.PrototypeOptions(), new Linear.LinearOptions()];

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "ensemble", "the mean of several classifiers' logits: by default of the prototype learner and a linear head",
        Rank: 0);

    /// <summary>The members; default the prototype learner and the linear head. Their epochs, batch
    /// size, learning-rate halving and weight averaging come from <see cref="Training"/>; all other settings are their
    /// own.</summary>
    public IReadOnlyList<TrainedClassifierOptions> Members
    {
        get => _members;
        init => _members = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The members' names, joined by +.</summary>
    [Option("Members, joined by +; one that is named twice is trained from two seeds", Name = "members",
        IsCommon = true)]
    public string MemberNames
    {
        get => string.Join("+", _members.Select(member => member.Name));
        init => _members = [.. (value ?? "").Split('+', StringSplitOptions.TrimEntries).Select(ParseMember)];
    }

    /// <summary>Width of the hidden layer of members that have one, at least 1; null (default): each member
    /// keeps its own width.</summary>
    [Option("Width of the hidden layer", AtLeast = 1, Name = "classifierHidden")]
    public int? Hidden { get; init; }

    /// <summary>The epochs, batch size, learning-rate halving and weight averaging of all members.</summary>
    [OptionGroup("classifier")]
    public ClassifierSchedule Training { get; init; } = new();

    /// <inheritdoc/>
    public override bool AddsClassesByDescription => _members.Any(member => member.AddsClassesByDescription);

    /// <inheritdoc/>
    public override int TrainingEpochs => Training.Epochs;

    /// <inheritdoc/>
    public override double EpochCost => _members.Sum(member => member.EpochCost);

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size) => TrainedMembers.Sum(member => member.GuessMemory(size));

    /// <inheritdoc/>
    internal override ClassifierSchedule Schedule => Training;

    /// <inheritdoc/>
    internal override IReadOnlyList<TrainedClassifierOptions> TrainedMembers =>
    [
        .. from member in _members
           let configured = Hidden is { } width && member.FindOption("classifierHidden") is { } option
               ? option.With(member, width) : member
           select (TrainedClassifierOptions)configured.ForUnitLength().WithSchedule(own => own with
           {
               Epochs = Training.Epochs,
               BatchSize = Training.BatchSize,
               HalveEvery = Training.HalveEvery,
               Average = Training.Average,
           }),
    ];

    /// <inheritdoc/>
    public override ClassifierOptions WithSchedule(Func<ClassifierSchedule, ClassifierSchedule> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Training = change(Training) };
    }

    /// <inheritdoc/>
    public bool Equals(EnsembleOptions? other) =>
        other is not null && Training == other.Training && Hidden == other.Hidden
            && _members.SequenceEqual(other._members);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Training, Hidden, MemberNames);

    private static TrainedClassifierOptions ParseMember(string name) =>
        MethodCatalog.BuiltIn.FindClassifier(name) as TrainedClassifierOptions ?? throw new FormatException(
            "members must be classifiers that are trained by steps ("
                + string.Join(", ", MethodCatalog.BuiltIn.Classifiers.OfType<TrainedClassifierOptions>()
                    .Where(method => method.HasSoftmax).Select(method => method.Name))
                + $"), joined by +, but one was '{name}'.");
}
