using Unseen.Data;

namespace Unseen.Adaptation;

/// <summary>Describes the unlabelled photographs that a model learnt from in the transductive protocol.</summary>
/// <param name="Photographs">the number of these photographs</param>
/// <param name="Unseen">how many of them show unseen classes; the model does not get this information</param>
/// <param name="Scored">the number of remaining test images, on which the result was measured</param>
public sealed record TransductivePool(int Photographs, int Unseen, int Scored)
{
    /// <summary>Removes the images of the pool from the test images of a dataset.</summary>
    /// <param name="dataset">the dataset of the run; not modified</param>
    /// <param name="seed">the seed that was used to choose the pool</param>
    /// <returns>a copy of the dataset with the remaining test images</returns>
    public static GzslDataset RemoveFrom(GzslDataset dataset, int seed) => TransductiveTest.WithoutPool(dataset, seed);
}
